package io.proxima.engine.testing;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.ReadableFile;
import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A storage that fails as disks do: it counts calls, refuses the one it is told to, and at a power
/// cut keeps only what a disk may have kept.
///
/// Every write since a file's last sync and every change of a directory since its last sync is
/// remembered. [#afterCrash] makes the storage that the next process finds, by one of the
/// [Variant]s.
///
/// - **Threads:** thread-safe.
public final class FaultStorage implements Storage {
  /// What survives of everything that was not synced.
  public enum Variant {
    /// Everything: the process was killed, the machine went on.
    ALL,
    /// Nothing.
    SYNCED_ONLY,
    /// Names, but not what was written to the files.
    ENTRIES_WITHOUT_DATA,
    /// What was written, but no change of a name.
    DATA_WITHOUT_ENTRIES,
    /// Everything, but of the last write only a part.
    LAST_WRITE_TORN,
    /// Of the writes only the last.
    ONLY_LAST_WRITE,
    /// Of the writes of each file all but the first.
    FIRST_WRITE_LOST,
    /// Some of the writes, in pieces of 512 bytes, and some of the names.
    RANDOM
  }

  /// How a call is refused.
  public enum Fault {
    /// The power goes: this call and all later ones fail.
    POWER_CUT,
    /// An input/output error.
    IO_ERROR,
    /// No space is left.
    DISK_FULL,
    /// Half of a write is done, then an input/output error.
    SHORT_WRITE,
    /// No file can be opened.
    TOO_MANY_FILES;

    /// Whether a call can fail so.
    boolean concerns(String call) {
      return switch (this) {
        case POWER_CUT, IO_ERROR -> true;
        case DISK_FULL -> isOneOf(call, "write", "create", "rename", "sync");
        case SHORT_WRITE -> isOneOf(call, "write");
        case TOO_MANY_FILES -> isOneOf(call, "open", "create ", "read", "list", "sync", "lock");
      };
    }

    private static boolean isOneOf(String call, String... beginnings) {
      return java.util.Arrays.stream(beginnings).anyMatch(call::startsWith);
    }
  }

  private static final int SECTOR = 512;

  private final Map<String, Node> visible = new TreeMap<>();
  private final Map<String, Node> durable = new TreeMap<>();
  private final List<Change> unsyncedEntries = new ArrayList<>();
  private final List<Write> unsyncedWrites = new ArrayList<>();
  private final Set<String> directories = new TreeSet<>(Set.of(""));
  private final Set<String> unsyncedDirectories = new TreeSet<>();
  private final Set<Object> openHandles = new HashSet<>();
  private final List<String> trace = new ArrayList<>();
  private long calls;
  private long faultAt = Long.MAX_VALUE;
  private long failedAt;
  private boolean persistent;
  private Fault fault = Fault.IO_ERROR;
  private boolean locked;
  private long capacityBytes = Long.MAX_VALUE;
  private boolean isUsableKnown = true;

  /// An empty storage.
  public FaultStorage() {}

  /// Lets call number `call` (from 1) fail, or the first after it that can fail so, and all later
  /// ones if `persistent`. A power cut is always persistent.
  public synchronized void failAt(long call, Fault kind, boolean failAgain) {
    faultAt = call;
    failedAt = 0;
    fault = kind;
    persistent = failAgain || kind == Fault.POWER_CUT;
  }

  /// Whether calls can fail now.
  public synchronized boolean isFailing() {
    return faultAt != Long.MAX_VALUE && (persistent || failedAt == 0);
  }

  /// The number of the first call that failed, or 0.
  public synchronized long failedAt() {
    return failedAt;
  }

  /// Lets no further call fail.
  public synchronized void heal() {
    faultAt = Long.MAX_VALUE;
  }

  /// From now on all files together can have so many bytes. Storages do not always know: without
  /// `isUsableKnown` only a write finds out.
  public synchronized void limitTo(long bytes, boolean isKnown) {
    capacityBytes = bytes;
    isUsableKnown = isKnown;
  }

  /// The bytes of all files.
  public synchronized long usedBytes() {
    return visible.values().stream().mapToLong(node -> node.now.length).sum();
  }

  /// The number of calls so far that a fault could hit.
  public synchronized long calls() {
    return calls;
  }

  /// The calls so far, for messages.
  public synchronized List<String> trace() {
    return List.copyOf(trace);
  }

  /// The number of files and locks that are open.
  public synchronized int openHandles() {
    return openHandles.size() + (locked ? 1 : 0);
  }

  /// What the next process finds.
  public synchronized FaultStorage afterCrash(Variant variant, RandomGenerator random) {
    FaultStorage next = new FaultStorage();
    Map<String, Node> entries = new TreeMap<>(durable);
    Set<String> names = new TreeSet<>(directories);
    for (Change change : unsyncedEntries) {
      boolean kept =
          switch (variant) {
            case SYNCED_ONLY, DATA_WITHOUT_ENTRIES -> false;
            case RANDOM -> random.nextBoolean();
            case ALL, ENTRIES_WITHOUT_DATA, LAST_WRITE_TORN, ONLY_LAST_WRITE, FIRST_WRITE_LOST ->
                true;
          };
      if (kept) {
        change.applyTo(entries);
      } else if (change instanceof DirectoryMove move) {
        move.back().applyTo(names);
      }
    }
    Map<Node, byte[]> contents = survivingContents(variant, random);
    entries.forEach((name, node) -> {
      Node copy = new Node();
      byte[] content = contents.get(node);
      copy.now = content == null ? node.synced.clone() : content;
      copy.synced = copy.now.clone();
      next.visible.put(name, copy);
      next.durable.put(name, copy);
    });
    next.directories.addAll(names);
    next.visible.keySet().removeIf(name -> !names.contains(parent(name)));
    next.durable.keySet().retainAll(next.visible.keySet());
    for (String directory : unsyncedDirectories) {
      boolean lost =
          switch (variant) {
            case SYNCED_ONLY, DATA_WITHOUT_ENTRIES -> true;
            case RANDOM -> random.nextBoolean();
            case ALL, ENTRIES_WITHOUT_DATA, LAST_WRITE_TORN, ONLY_LAST_WRITE, FIRST_WRITE_LOST ->
                false;
          };
      if (lost) {
        String below = directory + "/";
        next.directories.removeIf(name -> name.equals(directory) || name.startsWith(below));
        next.visible.keySet().removeIf(name -> name.startsWith(below));
        next.durable.keySet().removeIf(name -> name.startsWith(below));
      }
    }
    return next;
  }

  private Map<Node, byte[]> survivingContents(Variant variant, RandomGenerator random) {
    Map<Node, byte[]> contents = new java.util.IdentityHashMap<>();
    Set<Node> seen = java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());
    for (int i = 0; i < unsyncedWrites.size(); i++) {
      Write write = unsyncedWrites.get(i);
      boolean first = seen.add(write.node);
      boolean last = i == unsyncedWrites.size() - 1;
      byte[] content = contents.getOrDefault(write.node, write.node.synced);
      byte[] changed =
          switch (variant) {
            case SYNCED_ONLY, ENTRIES_WITHOUT_DATA -> content;
            case ALL, DATA_WITHOUT_ENTRIES -> write.on(content, 0, write.bytes.length);
            case LAST_WRITE_TORN ->
                write.on(content, 0, last ? torn(write.bytes.length, random) : write.bytes.length);
            case ONLY_LAST_WRITE -> last ? write.on(content, 0, write.bytes.length) : content;
            case FIRST_WRITE_LOST -> first ? content : write.on(content, 0, write.bytes.length);
            case RANDOM -> sectors(write, content, random);
          };
      contents.put(write.node, changed);
    }
    return contents;
  }

  private static int torn(int length, RandomGenerator random) {
    if (length <= 1) {
      return 0;
    }
    return switch (random.nextInt(3)) {
      case 0 -> 1;
      case 1 -> length - 1;
      default -> Math.min(length - 1, SECTOR * (1 + random.nextInt(1 + length / SECTOR)));
    };
  }

  private static byte[] sectors(Write write, byte[] content, RandomGenerator random) {
    byte[] changed = content;
    long end = write.offset + write.bytes.length;
    for (long at = write.offset; at < end; ) {
      long next = Math.min(end, (at / SECTOR + 1) * SECTOR);
      if (random.nextBoolean()) {
        changed = write.on(changed, (int) (at - write.offset), (int) (next - write.offset));
      }
      at = next;
    }
    return changed;
  }

  /// The names of all files, for damaging them.
  public synchronized List<String> files() {
    return List.copyOf(visible.keySet());
  }

  /// The names of all directories below the top.
  public synchronized List<String> directories() {
    return directories.stream().filter(name -> !name.isEmpty()).toList();
  }

  /// Sets the content of a file as if it had always been so.
  public synchronized void overwrite(String name, byte[] content) {
    Node node = new Node();
    node.now = content.clone();
    node.synced = content.clone();
    visible.put(name, node);
    durable.put(name, node);
  }

  /// Removes a file as if it had never been there.
  public synchronized void remove(String name) {
    visible.remove(name);
    durable.remove(name);
  }

  /// Counts a call and refuses it if it is its turn.
  private @Nullable Fault called(String call) {
    calls++;
    trace.add(calls + " " + call);
    boolean isTurn = calls >= faultAt && (failedAt == 0 || persistent);
    if (!isTurn || !fault.concerns(call)) {
      return null;
    }
    failedAt = failedAt == 0 ? calls : failedAt;
    return fault;
  }

  /// Whether a call has its effect: also the one at which the power goes may, but none after it.
  private boolean isDone(@Nullable Fault kind) {
    return kind == null || (kind == Fault.POWER_CUT && calls == failedAt);
  }

  private void mayFail(String call) {
    Fault kind = called(call);
    if (kind != null) {
      throw failure(kind, call);
    }
  }

  private static ProximaException failure(Fault kind, String call) {
    boolean isFull = kind == Fault.DISK_FULL && !call.startsWith("sync");
    return new ProximaException(
        isFull ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILURE, "injected " + kind + " at " + call);
  }

  private void change(Change change, String call) {
    Fault kind = called(call);
    if (isDone(kind)) {
      change.applyTo(visible);
      unsyncedEntries.add(change);
    }
    if (kind != null) {
      throw failure(kind, call);
    }
  }

  @Override
  public synchronized WritableFile create(String name) {
    requireDirectory(parent(name));
    if (visible.containsKey(name)) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, "cannot create " + name + ": the name is taken");
    }
    Node node = new Node();
    change(new EntryChange(null, name, node), "create " + name);
    return new Writer(name, node);
  }

  @Override
  public synchronized ReadableFile open(String name) {
    Node node = node(name);
    mayFail("open " + name);
    return new Reader(name, node.now);
  }

  @Override
  public synchronized byte[] read(String name) {
    Node node = node(name);
    mayFail("read " + name);
    return node.now.clone();
  }

  @Override
  public synchronized boolean exists(String name) {
    return visible.containsKey(name) || directories.contains(name);
  }

  @Override
  public synchronized List<String> list(String directory) {
    requireDirectory(directory);
    mayFail("list " + directory);
    Set<String> names = new TreeSet<>();
    for (Set<String> all : List.of(visible.keySet(), directories)) {
      for (String name : all) {
        if (!name.isEmpty() && parent(name).equals(directory)) {
          names.add(name.substring(name.lastIndexOf('/') + 1));
        }
      }
    }
    return List.copyOf(names);
  }

  @Override
  public synchronized void sync(String name) {
    Node node = node(name);
    mayFail("sync " + name);
    node.synced = node.now.clone();
    unsyncedWrites.removeIf(write -> write.node == node);
  }

  @Override
  public synchronized void createDirectory(String name) {
    if (!name.isEmpty()) {
      createDirectory(parent(name));
      if (directories.add(name)) {
        unsyncedDirectories.add(name);
        mayFail("createDirectory " + name);
      }
    }
  }

  @Override
  public synchronized void rename(String from, String to) {
    requireDirectory(parent(to));
    for (Object handle : openHandles) {
      if (handle instanceof Writer writer
          && (writer.name.equals(from) || writer.name.startsWith(from + "/"))) {
        throw new IllegalStateException("rename of " + from + ", which is open for writing");
      }
    }
    String call = "rename " + from + " " + to;
    if (directories.contains(from)) {
      if (exists(to)) {
        throw new ProximaException(ErrorCode.IO_FAILURE, "the name " + to + " is taken");
      }
      DirectoryMove move = new DirectoryMove(from, to);
      boolean done = false;
      try {
        change(move, call);
        done = true;
      } finally {
        if (done || !unsyncedEntries.isEmpty() && unsyncedEntries.getLast() == move) {
          move.applyTo(directories);
          move.applyTo(unsyncedDirectories);
        }
      }
    } else {
      change(new EntryChange(from, to, node(from)), call);
    }
  }

  @Override
  public synchronized void delete(String name) {
    if (directories.contains(name)) {
      if (!list(name).isEmpty()) {
        throw new ProximaException(ErrorCode.IO_FAILURE, "directory " + name + " is not empty");
      }
      directories.remove(name);
    } else if (visible.containsKey(name)) {
      change(new EntryChange(name, null, node(name)), "delete " + name);
    }
  }

  @Override
  public synchronized void syncDirectory(String directory) {
    requireDirectory(directory);
    mayFail("syncDirectory " + directory);
    unsyncedDirectories.removeIf(name -> parent(name).equals(directory));
    unsyncedEntries.removeIf(change -> {
      boolean here = change.directory().equals(directory);
      if (here) {
        change.applyTo(durable);
      }
      return here;
    });
  }

  @Override
  public synchronized DirectoryLock lock() {
    if (locked) {
      throw new ProximaException(ErrorCode.CANNOT_CONNECT, location() + " is open elsewhere");
    }
    mayFail("lock");
    locked = true;
    return new DirectoryLock() {
      private boolean isOurs = true;

      @Override
      public void check() {}

      @Override
      public void close() {
        synchronized (FaultStorage.this) {
          locked &= !isOurs;
          isOurs = false;
        }
      }
    };
  }

  @Override
  public synchronized long usableBytes() {
    if (capacityBytes == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    return isUsableKnown ? Math.max(0, capacityBytes - usedBytes()) : Long.MAX_VALUE - 1;
  }

  @Override
  public String location() {
    return "fault storage";
  }

  @Override
  public void close() {}

  private static String parent(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "" : name.substring(0, slash);
  }

  private void requireDirectory(String name) {
    if (!directories.contains(name)) {
      throw new ProximaException(ErrorCode.CORRUPT_FILE, "directory " + name + " does not exist");
    }
  }

  private Node node(String name) {
    Node node = visible.get(name);
    if (node == null) {
      throw new ProximaException(ErrorCode.CORRUPT_FILE, "file " + name + " does not exist");
    }
    return node;
  }

  /// A file: what a process sees, and what is on the disk for certain.
  private static final class Node {
    private byte[] now = new byte[0];
    private byte[] synced = new byte[0];
  }

  /// A change of names.
  private sealed interface Change {
    void applyTo(Map<String, Node> entries);

    /// The directory whose sync makes it durable.
    String directory();
  }

  /// A new name, a lost name, or both.
  private record EntryChange(@Nullable String from, @Nullable String to, Node node)
      implements Change {
    @Override
    public void applyTo(Map<String, Node> entries) {
      if (from != null) {
        entries.remove(from);
      }
      if (to != null) {
        entries.put(to, node);
      }
    }

    @Override
    public String directory() {
      return parent(to != null ? to : String.valueOf(from));
    }
  }

  /// A directory that goes to another place with all that is in it.
  private record DirectoryMove(String from, String to) implements Change {
    @Override
    public void applyTo(Map<String, Node> entries) {
      for (String name : List.copyOf(entries.keySet())) {
        if (name.startsWith(from + "/")) {
          entries.put(to + name.substring(from.length()), entries.remove(name));
        }
      }
    }

    void applyTo(Set<String> names) {
      for (String name : List.copyOf(names)) {
        if (name.equals(from) || name.startsWith(from + "/")) {
          names.remove(name);
          names.add(to + name.substring(from.length()));
        }
      }
    }

    DirectoryMove back() {
      return new DirectoryMove(to, from);
    }

    @Override
    public String directory() {
      return parent(to);
    }
  }

  /// Bytes written to a file.
  private record Write(Node node, long offset, byte[] bytes) {
    byte[] on(byte[] content, int from, int to) {
      if (from >= to) {
        return content;
      }
      int end = (int) offset + to;
      byte[] changed = java.util.Arrays.copyOf(content, Math.max(content.length, end));
      System.arraycopy(bytes, from, changed, (int) offset + from, to - from);
      return changed;
    }
  }

  private final class Writer implements WritableFile {
    private final String name;
    private final Node node;

    Writer(String name, Node node) {
      this.name = name;
      this.node = node;
      openHandles.add(this);
    }

    @Override
    public void write(long offsetBytes, byte[] source, int from, int length) {
      synchronized (FaultStorage.this) {
        if (!openHandles.contains(this)) {
          throw new IllegalStateException("write to " + name + " after close");
        }
        String call = "write " + name + " " + offsetBytes + "+" + length;
        Fault kind = called(call);
        int done = isDone(kind) ? length : kind == Fault.SHORT_WRITE ? length / 2 : 0;
        done = Math.min(done, fitting(offsetBytes, length));
        if (done > 0) {
          byte[] bytes = java.util.Arrays.copyOfRange(source, from, from + done);
          Write write = new Write(node, offsetBytes, bytes);
          node.now = write.on(node.now, 0, done);
          unsyncedWrites.add(write);
        }
        if (kind != null) {
          throw failure(kind, call);
        }
        if (done < length) {
          throw failure(Fault.DISK_FULL, call);
        }
      }
    }

    /// How many bytes of a write there is room for.
    private int fitting(long offsetBytes, int length) {
      if (capacityBytes == Long.MAX_VALUE || offsetBytes + length <= node.now.length) {
        return length;
      }
      long end = node.now.length + Math.max(0, capacityBytes - usedBytes());
      return (int) Math.max(0, Math.min(length, end - offsetBytes));
    }

    @Override
    public void sync() {
      synchronized (FaultStorage.this) {
        mayFail("sync " + name);
        node.synced = node.now.clone();
        unsyncedWrites.removeIf(write -> write.node == node);
      }
    }

    @Override
    public long sizeBytes() {
      synchronized (FaultStorage.this) {
        return node.now.length;
      }
    }

    @Override
    public void close() {
      synchronized (FaultStorage.this) {
        openHandles.remove(this);
      }
    }
  }

  private final class Reader implements ReadableFile {
    private final String name;
    private final byte[] bytes;
    private @Nullable Arena maps;

    Reader(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
      openHandles.add(this);
    }

    @Override
    public int read(long offsetBytes, byte[] target, int from, int length) {
      synchronized (FaultStorage.this) {
        mayFail("read " + name);
        int count = (int) Math.max(0, Math.min(length, bytes.length - offsetBytes));
        if (count > 0) {
          System.arraycopy(bytes, (int) offsetBytes, target, from, count);
        }
        return count;
      }
    }

    @Override
    public MemorySegment region(long offsetBytes, long lengthBytes) {
      synchronized (FaultStorage.this) {
        mayFail("map " + name);
      }
      if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > bytes.length - lengthBytes) {
        throw new ProximaException(ErrorCode.CORRUPT_FILE, "file " + name + " is too short");
      }
      MemorySegment copy = arena().allocate(Math.max(1, lengthBytes), 64);
      MemorySegment.copy(MemorySegment.ofArray(bytes), offsetBytes, copy, 0, lengthBytes);
      return copy.asSlice(0, lengthBytes).asReadOnly();
    }

    /// Made when it is needed, because its end stops all threads.
    private Arena arena() {
      synchronized (FaultStorage.this) {
        Arena known = maps;
        if (known == null) {
          known = Arena.ofShared();
          maps = known;
        }
        return known;
      }
    }

    @Override
    public long sizeBytes() {
      return bytes.length;
    }

    @Override
    public void close() {
      synchronized (FaultStorage.this) {
        openHandles.remove(this);
        if (maps != null && maps.scope().isAlive()) {
          maps.close();
        }
      }
    }
  }
}
