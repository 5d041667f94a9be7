package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P7 on a real file system: one of 8 MiB in memory, in a name space of its own. Where that cannot
/// be made the test is skipped, and says so.
@Tag("crash")
final class FullDiskCrashTest {
  private static final String MOUNT = "mount -t tmpfs -o size=8m none \"$0\"";

  @TempDir Path directory;

  @Test
  void aFullFileSystemRefusesWritesAndRoomEndsThat() throws Exception {
    assumeTrue(canMount(), "skipped: no small file system can be mounted here");
    Process process =
        start(
            MOUNT + " && exec \"$@\"",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--add-modules",
            "jdk.incubator.vector",
            "-cp",
            System.getProperty("java.class.path"),
            FullDiskWriter.class.getName(),
            directory.toString());
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
    System.out.println("FullDiskCrashTest: " + output.strip());
    assertThat(output).endsWith("went on after room was made\n");
    assertThat(process.exitValue()).isZero();
  }

  private boolean canMount() throws InterruptedException {
    try {
      Process process = start(MOUNT);
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(String script, String... arguments) throws IOException {
    ProcessBuilder builder = new ProcessBuilder("unshare", "-rm", "sh", "-c", script);
    builder.command().add(directory.toString());
    builder.command().addAll(java.util.List.of(arguments));
    return builder.redirectErrorStream(true).start();
  }
}
