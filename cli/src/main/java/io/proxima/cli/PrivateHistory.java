package io.proxima.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jline.reader.impl.history.DefaultHistory;

/// What was typed before, but no statement that holds a password; only its owner can read the file.
final class PrivateHistory extends DefaultHistory {
  private static final Pattern SECRET =
      Pattern.compile("\\b(password|identified)\\b", Pattern.CASE_INSENSITIVE);

  @Override
  public void add(Instant time, String line) {
    if (!SECRET.matcher(line).find()) {
      super.add(time, line);
    }
  }

  /// Makes the file, if there is none, and takes it from everybody but its owner; nothing if it
  /// cannot be had.
  static Optional<Path> file(Path path) {
    try {
      return Optional.of(prepared(path));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path prepared(Path path) throws IOException {
    if (!Files.exists(path)) {
      Files.createFile(path);
    }
    PosixFileAttributeView posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
    return path;
  }
}
