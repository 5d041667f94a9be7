package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateHistoryTest {
  @TempDir Path folder;

  @Test
  void passwordsAreNotKeptAndOnlyTheOwnerReadsTheFile() throws IOException {
    Path file = folder.resolve("history");
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    try (DumbTerminal terminal =
        new DumbTerminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream())) {
      PrivateHistory history = new PrivateHistory();
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .history(history)
              .variable(LineReader.HISTORY_FILE, PrivateHistory.file(file).orElseThrow())
              .build();
      history.attach(reader);
      history.add("select 1;");
      history.add("CREATE USER u Password 'secret';");
      history.save();
    }
    assertThat(Files.readString(file)).contains("select 1;").doesNotContain("secret");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PrivateHistory.file(folder.resolve("no/such/folder"))).isEmpty();
  }
}
