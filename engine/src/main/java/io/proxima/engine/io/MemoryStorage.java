package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A database that lives as long as this object, for `mem:` and for tests.
final class MemoryStorage implements Storage {

  private final String location;
  private final Map<String, Content> files = new HashMap<>();
  private final TreeSet<String> directories = new TreeSet<>();
  private boolean locked;

  MemoryStorage(String location) {
    this.location = location;
    directories.add("");
  }

  @Override
  public synchronized WritableFile create(String name) {
    requireDirectory(parent(name));
    Content content = new Content();
    if (files.putIfAbsent(name, content) != null) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, "cannot create " + name + ": the name is taken");
    }
    return content;
  }

  @Override
  public ReadableFile open(String name) {
    return new MemoryReadableFile(name, read(name));
  }

  @Override
  public synchronized byte[] read(String name) {
    return content(name).copy();
  }

  @Override
  public synchronized boolean exists(String name) {
    return files.containsKey(name) || directories.contains(name);
  }

  @Override
  public synchronized List<String> list(String directory) {
    requireDirectory(directory);
    TreeSet<String> names = new TreeSet<>();
    files.keySet().forEach(name -> addChild(names, directory, name));
    directories.forEach(name -> addChild(names, directory, name));
    return List.copyOf(names);
  }

  private static void addChild(Set<String> names, String directory, String name) {
    if (!name.isEmpty() && parent(name).equals(directory)) {
      names.add(name.substring(name.lastIndexOf('/') + 1));
    }
  }

  @Override
  public synchronized void sync(String name) {
    content(name).sync();
  }

  @Override
  public synchronized void createDirectory(String name) {
    if (!name.isEmpty()) {
      createDirectory(parent(name));
      directories.add(name);
    }
  }

  @Override
  public synchronized void rename(String from, String to) {
    requireDirectory(parent(to));
    if (directories.contains(from)) {
      renameDirectory(from, to);
    } else {
      files.put(to, content(from));
      files.remove(from);
    }
  }

  private void renameDirectory(String from, String to) {
    if (exists(to)) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, "cannot rename " + from + " to " + to + ": the name is taken");
    }
    for (String name : List.copyOf(directories)) {
      if (name.equals(from) || name.startsWith(from + "/")) {
        directories.remove(name);
        directories.add(to + name.substring(from.length()));
      }
    }
    for (String name : List.copyOf(files.keySet())) {
      if (name.startsWith(from + "/")) {
        files.put(to + name.substring(from.length()), content(name));
        files.remove(name);
      }
    }
  }

  @Override
  public synchronized void delete(String name) {
    if (directories.contains(name) && !list(name).isEmpty()) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, "cannot delete " + name + ": the directory is not empty");
    }
    files.remove(name);
    directories.remove(name);
  }

  @Override
  public void syncDirectory(String directory) {}

  @Override
  public synchronized DirectoryLock lock() {
    if (locked) {
      throw new ProximaException(
          ErrorCode.CANNOT_CONNECT, "database " + location + " is open elsewhere in this process");
    }
    locked = true;
    return new DirectoryLock() {
      private boolean isOurs = true;

      @Override
      public void check() {}

      @Override
      public void close() {
        synchronized (MemoryStorage.this) {
          locked &= !isOurs;
          isOurs = false;
        }
      }
    };
  }

  @Override
  public long usableBytes() {
    return Long.MAX_VALUE;
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public void close() {}

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private void requireDirectory(String name) {
    if (!directories.contains(name)) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE, "cannot use directory " + name + ": it does not exist");
    }
  }

  private Content content(String name) {
    @Nullable Content content = files.get(name);
    if (content == null) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE, "cannot open " + name + ": it does not exist");
    }
    return content;
  }

  /// The bytes of one file.
  private static final class Content implements WritableFile {
    private byte[] bytes = new byte[0];
    private int size;

    @Override
    public synchronized void write(long offsetBytes, byte[] source, int from, int length) {
      int end = Math.toIntExact(offsetBytes + length);
      if (end > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
      }
      System.arraycopy(source, from, bytes, (int) offsetBytes, length);
      size = Math.max(size, end);
    }

    @Override
    public void sync() {}

    @Override
    public synchronized long sizeBytes() {
      return size;
    }

    @Override
    public void close() {}

    synchronized byte[] copy() {
      return Arrays.copyOf(bytes, size);
    }
  }
}
