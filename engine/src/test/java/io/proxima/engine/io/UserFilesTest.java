package io.proxima.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserFilesTest {
  @TempDir Path directory;
  private Path root;
  private UserFiles files;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(directory.resolve("root"));
    Files.writeString(directory.resolve("secret"), "outside");
    Files.writeString(root.resolve("in"), "inside");
    files = UserFiles.below(List.of(root.toString()));
  }

  private static String text(ReadableFile file) {
    try (file) {
      byte[] bytes = new byte[(int) file.sizeBytes()];
      file.read(0, bytes, 0, bytes.length);
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private void refused(ErrorCode code, String name) {
    assertThatThrownBy(() -> files.open(name))
        .as(name)
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
    assertThatThrownBy(() -> files.create(name, true).close())
        .as(name)
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void filesBelowARootAreRead() throws IOException {
    Files.createDirectory(root.resolve("sub"));
    Files.createSymbolicLink(root.resolve("sub/link"), root.resolve("in"));
    for (String name :
        List.of("in", root + "/in", "sub/../in", "sub/link", root + "/../root/in", "./in")) {
      assertThat(text(files.open(name))).as(name).isEqualTo("inside");
    }
  }

  @Test
  void noNameLeadsOutOfTheRoots() throws IOException {
    Files.createSymbolicLink(root.resolve("up"), directory);
    for (String name :
        List.of(
            "../secret", "up/secret", directory + "/secret", root + "/../secret", "/etc/passwd")) {
      refused(ErrorCode.NOT_PERMITTED, name);
    }
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    assertThatThrownBy(() -> files.open("link")).hasMessageContaining("outside");
  }

  @Test
  void aLinkOutOfTheRootsIsReplacedAndNotFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), directory.resolve("secret"));
    try (NewFile file = files.create("link", true)) {
      file.write(new byte[] {'x'}, 0, 1);
      file.complete();
    }
    assertThat(root.resolve("link")).isRegularFile().hasContent("x");
    assertThat(directory.resolve("secret")).hasContent("outside");
  }

  @Test
  void withoutRootsThereAreNoFiles() {
    files = UserFiles.below(List.of());
    assertThat(files.isNowhere()).isTrue();
    refused(ErrorCode.NOT_PERMITTED, "in");
    refused(ErrorCode.NOT_PERMITTED, root + "/in");
    assertThatThrownBy(() -> UserFiles.below(List.of(root + "/in"))).hasMessageContaining("no dir");
    assertThatThrownBy(() -> UserFiles.below(List.of(root + "/nowhere")))
        .hasMessageContaining("nowhere");
  }

  @Test
  void whatIsMissingOrNoFileIsSaid() throws IOException {
    Files.createDirectory(root.resolve("sub"));
    assertThatThrownBy(() -> files.open("nope")).hasMessage("there is no " + root + "/nope");
    assertThatThrownBy(() -> files.open("sub")).hasMessageContaining("is no file");
    assertThatThrownBy(() -> files.create("no/way", false)).hasMessageContaining("there is no");
    assertThatThrownBy(() -> files.create("sub", true)).hasMessageContaining("exists already");
    assertThatThrownBy(() -> files.create("in", false))
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DUPLICATE_OBJECT));
    refused(ErrorCode.INVALID_PARAMETER, "nul\0");
  }

  @Test
  void aNewFileIsSeenOnlyWhenItIsComplete() throws IOException {
    Path target = root.resolve("out");
    try (NewFile file = files.create("out", false)) {
      file.write("ab".getBytes(StandardCharsets.UTF_8), 0, 2);
      assertThat(target).doesNotExist();
      file.write("cd".getBytes(StandardCharsets.UTF_8), 1, 1);
      file.complete();
      assertThat(target).hasContent("abd");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    try (NewFile file = files.create("out", true)) {
      file.write(new byte[1], 0, 1);
    }
    assertThat(target).hasContent("abd");
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsOnly("in", "out");
    }
  }

  @Test
  void aNameThatWasTakenMeanwhileIsNotOverwritten() throws IOException {
    try (NewFile file = files.create("out", false)) {
      Files.writeString(root.resolve("out"), "first");
      assertThatThrownBy(file::complete).hasMessageContaining("exists already");
    }
    assertThat(root.resolve("out")).hasContent("first");
  }

  @Test
  void anywhereMeansTheWorkingDirectoryOrAnyPath() {
    assertThat(text(UserFiles.anywhere().open(directory + "/secret"))).isEqualTo("outside");
    assertThatThrownBy(() -> UserFiles.anywhere().open("no such file here"))
        .hasMessageContaining(Path.of("").toAbsolutePath().toString());
  }
}
