package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The files of a segment, for the layouts that write and read them.
///
/// - **Owns:** the files that were opened or made here, until `close`.
/// - **Threads:** one thread opens; the files can be used by many.
public final class SegmentFiles implements AutoCloseable {
  private static final String SUMS = ".sums";
  private static final String NEW = ".new";

  private final Storage storage;
  private final String directory;
  private final SegmentId id;
  private final TableName table;
  private final Pace pace;
  private final AtomicReference<@Nullable ProximaException> damage = new AtomicReference<>();
  private final List<SegmentOutput> outputs = new ArrayList<>();
  private final List<SegmentInput> inputs = new ArrayList<>();
  private final List<FileSums> sums = new ArrayList<>();

  /// The files of segment `id` of a table in `directory`, which may be the one in which it is made.
  public SegmentFiles(Storage storage, String directory, SegmentId id, TableName table) {
    this(storage, directory, id, table, Pace.FREE);
  }

  /// The same, which are written at a pace.
  public SegmentFiles(Storage storage, String directory, SegmentId id, TableName table, Pace pace) {
    this.storage = storage;
    this.directory = directory;
    this.id = id;
    this.table = table;
    this.pace = pace;
  }

  /// The first damage that was found in a file, or null.
  @Nullable ProximaException damage() {
    return damage.get();
  }

  /// A file that can be made again is no damage to remember.
  private ProximaException stale(String path, String what) {
    return new ProximaException(
        ErrorCode.CORRUPT_FILE, "file " + path + " of table " + table + " is damaged " + what);
  }

  /// Remembers that a file is damaged.
  private ProximaException damaged(String path, String what) {
    ProximaException error = stale(path, what);
    damage.compareAndSet(null, error);
    return error;
  }

  /// The directory in which they are.
  String directory() {
    return directory;
  }

  /// Which segment it is.
  public SegmentId id() {
    return id;
  }

  /// Makes a file.
  public SegmentOutput create(String name) {
    SegmentOutput output = SegmentOutput.create(storage, directory, name, id, pace);
    outputs.add(output);
    return output;
  }

  /// Forces everything that was made, and at last the file that names it all.
  SegmentSummary finish(
      int rowCount, long firstSequence, long lastSequence, long firstExpiry, KeyFence keys) {
    for (SegmentOutput output : outputs) {
      sums.add(output.finish());
    }
    SegmentSummary summary =
        new SegmentSummary(rowCount, firstSequence, lastSequence, firstExpiry, sums, keys);
    summary.write(storage, directory, id);
    storage.syncDirectory(directory);
    return summary;
  }

  /// Reads which files there are.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public SegmentSummary open() {
    SegmentSummary summary = SegmentSummary.read(storage, directory, id);
    sums.addAll(summary.files());
    return summary;
  }

  /// Opens a file, after `open()`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if it is missing or has
  ///   another length than it should
  public SegmentInput open(String name) {
    for (FileSums file : sums) {
      if (file.name().equals(name)) {
        SegmentInput input = SegmentInput.open(storage, directory, file, id, this::damaged);
        inputs.add(input);
        return input;
      }
    }
    throw damaged(directory + "/" + name, "at offset 0: the segment should have it");
  }

  /// Makes a file that can be made again from the rows, in the place of one of that name, which
  /// stays until the new one is complete; `fill` writes it. It is no part of the segment: its
  /// checksums are in a file beside it, written last.
  void writeDerived(String name, Consumer<SegmentOutput> fill) {
    String path = directory + "/" + name;
    storage.delete(path + NEW);
    FileSums written = null;
    try (SegmentOutput output =
        SegmentOutput.createAs(storage, directory, name + NEW, name, id, Pace.FREE)) {
      fill.accept(output);
      written = output.finish();
    } finally {
      if (written == null) {
        storage.delete(path + NEW);
      }
    }
    storage.delete(path + SUMS);
    storage.rename(path + NEW, path);
    AvroOutput body = new AvroOutput(256);
    written.write(body);
    SealedFile.write(storage, directory, name + SUMS, id, body.toByteArray());
    storage.syncDirectory(directory);
  }

  /// Opens a file that can be made again.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if it has to be
  synchronized SegmentInput openDerived(String name) {
    if (!storage.exists(directory + "/" + name) || !storage.exists(directory + "/" + name + SUMS)) {
      throw stale(directory + "/" + name, "at offset 0: it is missing");
    }
    byte[] body = SealedFile.read(storage, directory, name + SUMS, id);
    AvroInput in =
        new AvroInput(body, ErrorCode.CORRUPT_FILE, "file " + directory + "/" + name + SUMS);
    FileSums written = FileSums.read(in);
    in.requireEnd();
    SegmentInput input = SegmentInput.open(storage, directory, written, id, this::stale);
    inputs.add(input);
    return input;
  }

  /// Whether there is a file of that name, after `open()`.
  public boolean has(String name) {
    return sums.stream().anyMatch(file -> file.name().equals(name));
  }

  /// Reads and verifies every byte of every file.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  void verify(Runnable pulse) {
    SegmentSummary.read(storage, directory, id);
    for (FileSums file : sums) {
      try (SegmentInput input = SegmentInput.open(storage, directory, file, id, this::damaged)) {
        input.verify(pulse);
      }
    }
  }

  /// Looks again whether all files have the lengths they should have.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  void requireLengths() {
    for (FileSums sum : sums) {
      SegmentInput.open(storage, directory, sum, id, this::damaged).close();
    }
  }

  /// The deletions up to a generation, of a segment of so many rows.
  DeleteMask readDeletes(long generation, int rowCount) {
    if (generation == 0) {
      return new DeleteMask();
    }
    String file = deletesFile(generation);
    DeleteMask deletes = DeleteMask.decode(SealedFile.read(storage, directory, file, id));
    if (!deletes.isWithin(rowCount)) {
      throw damaged(directory + "/" + file, "at offset 0: it deletes rows that are not there");
    }
    return deletes;
  }

  /// Stores the deletions up to a sequence under a generation that nobody has named before; they
  /// count from the moment somebody does.
  void writeDeletes(DeleteMask deletes, long sequence, long generation) {
    removeDeletes(generation); // an attempt that failed may have left it
    storage.delete(directory + "/" + deletesFile(generation)); // an attempt that failed
    SealedFile.write(storage, directory, deletesFile(generation), id, deletes.encode(sequence));
    storage.syncDirectory(directory);
  }

  /// Removes the deletions of a generation that nobody names any more.
  void removeDeletes(long generation) {
    storage.delete(directory + "/" + deletesFile(generation));
  }

  private static String deletesFile(long generation) {
    return SegmentId.DELETES + generation;
  }

  @Override
  public void close() {
    outputs.forEach(SegmentOutput::close);
    inputs.forEach(SegmentInput::close);
  }
}
