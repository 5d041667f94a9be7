package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// The files of users, outside of any database, which are imported from and exported to.
///
/// Where there are roots, no name leads out of them: neither by `..` nor through a symbolic link. A
/// relative name starts at the first root, or at the working directory.
///
/// - **Threads:** thread-safe.
public final class UserFiles {
  private final List<Root> roots;
  private final boolean isAnywhere;

  /// A directory as it was given and as it is once all links are followed.
  private record Root(Path given, Path real) {}

  private UserFiles(List<Root> roots, boolean isAnywhere) {
    this.roots = List.copyOf(roots);
    this.isAnywhere = isAnywhere;
  }

  /// Any file that this process may read or write.
  public static UserFiles anywhere() {
    return new UserFiles(List.of(), true);
  }

  /// Files below some directories; none at all if there are no directories.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if one is no directory
  public static UserFiles below(List<String> directories) {
    return new UserFiles(directories.stream().map(UserFiles::root).toList(), false);
  }

  private static Root root(String directory) {
    Path given = path(directory).toAbsolutePath().normalize();
    try {
      Path real = given.toRealPath();
      if (Files.isDirectory(real)) {
        return new Root(given, real);
      }
    } catch (IOException e) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, given + " cannot hold files to copy: " + e, e);
    }
    throw new ProximaException(
        ErrorCode.INVALID_PARAMETER, given + " cannot hold files to copy: it is no directory");
  }

  /// Whether there is no file that could be read or written.
  public boolean isNowhere() {
    return !isAnywhere && roots.isEmpty();
  }

  /// Opens an ordinary file.
  ///
  /// @throws ProximaException `UNDEFINED_OBJECT` if there is none, `NOT_PERMITTED` outside the
  ///   roots, `IO_FAILURE`
  public ReadableFile open(String name) {
    Path path = within(name);
    Path real = real(path);
    require(real, name);
    if (!Files.isRegularFile(real)) {
      throw new ProximaException(ErrorCode.UNDEFINED_OBJECT, path + " is no file");
    }
    return FileStorage.attempt("open", real, () -> new DiskReadableFile(real));
  }

  /// Begins a file that gets its name when it is complete, and only then replaces one that has it.
  ///
  /// @throws ProximaException `DUPLICATE_OBJECT` if the name is taken and `overwrite` does not say
  ///   that it may be, `UNDEFINED_OBJECT` if there is no such directory, `NOT_PERMITTED` outside
  ///   the roots, `IO_FAILURE`, `DISK_FULL`
  public NewFile create(String name, boolean overwrite) {
    Path path = within(name);
    Path file = path.getFileName();
    Path parent = path.getParent();
    if (file == null || parent == null) {
      throw new ProximaException(ErrorCode.INVALID_PARAMETER, "'" + name + "' names no file");
    }
    Path directory = real(parent);
    require(directory, name);
    Path target = directory.resolve(file);
    boolean exists = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    if (exists && (!overwrite || Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS))) {
      throw new ProximaException(ErrorCode.DUPLICATE_OBJECT, path + " exists already");
    }
    return NewFile.create(directory, file, overwrite);
  }

  private Path within(String name) {
    Path start = roots.isEmpty() ? Path.of("") : roots.getFirst().real();
    Path path = start.resolve(path(name)).toAbsolutePath().normalize();
    boolean isWithin =
        isAnywhere
            || roots.stream()
                .anyMatch(root -> path.startsWith(root.given()) || path.startsWith(root.real()));
    if (!isWithin) {
      throw outside(name);
    }
    return path;
  }

  private void require(Path real, String name) {
    if (!isAnywhere && roots.stream().noneMatch(root -> real.startsWith(root.real()))) {
      throw outside(name);
    }
  }

  private ProximaException outside(String name) {
    return new ProximaException(
        ErrorCode.NOT_PERMITTED,
        "'"
            + name
            + "' is outside of the directories that files may be copied from and to: "
            + roots.stream().map(Root::given).toList());
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "'" + name + "' is no path: " + e.getReason(), e);
    }
  }

  private static Path real(Path path) {
    return FileStorage.attempt(
        "find",
        path,
        () -> {
          try {
            return path.toRealPath();
          } catch (NoSuchFileException e) {
            throw new ProximaException(ErrorCode.UNDEFINED_OBJECT, "there is no " + path, e);
          }
        });
  }
}
