package io.proxima.engine.segment;

import io.proxima.engine.io.Storage;
import java.util.ArrayList;
import java.util.List;

/// The files of a segment, for the layouts that write and read them.
///
/// - **Owns:** the files that were opened or made here, until `close`.
/// - **Threads:** one thread opens; the files can be used by many.
public final class SegmentFiles implements AutoCloseable {
  private final Storage storage;
  private final String directory;
  private final SegmentId id;
  private final List<SegmentOutput> outputs = new ArrayList<>();
  private final List<SegmentInput> inputs = new ArrayList<>();
  private final List<FileSums> sums = new ArrayList<>();

  /// The files of segment `id` in `directory`, which may be the one in which it is made.
  public SegmentFiles(Storage storage, String directory, SegmentId id) {
    this.storage = storage;
    this.directory = directory;
    this.id = id;
  }

  /// Which segment it is.
  public SegmentId id() {
    return id;
  }

  /// Makes a file.
  public SegmentOutput create(String name) {
    SegmentOutput output = SegmentOutput.create(storage, directory, name, id);
    outputs.add(output);
    return output;
  }

  /// Forces everything that was made, and at last the file that names it all.
  SegmentSummary finish(int rowCount, long firstSequence, long lastSequence, long firstExpiry) {
    for (SegmentOutput output : outputs) {
      sums.add(output.finish());
    }
    SegmentSummary summary =
        new SegmentSummary(rowCount, firstSequence, lastSequence, firstExpiry, sums);
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
        SegmentInput input = SegmentInput.open(storage, directory, file, id);
        inputs.add(input);
        return input;
      }
    }
    throw SegmentInput.missing(directory + "/" + name);
  }

  /// Whether there is a file of that name, after `open()`.
  public boolean has(String name) {
    return sums.stream().anyMatch(file -> file.name().equals(name));
  }

  /// Reads and verifies every byte of every file.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  void verify() {
    SegmentSummary.read(storage, directory, id);
    for (FileSums file : sums) {
      try (SegmentInput input = SegmentInput.open(storage, directory, file, id)) {
        input.verify();
      }
    }
  }

  /// The deletions up to a generation.
  DeleteMask readDeletes(long generation) {
    return generation == 0
        ? new DeleteMask()
        : DeleteMask.decode(SealedFile.read(storage, directory, deletesFile(generation), id));
  }

  /// Stores the deletions up to a sequence under a generation that was not used before; they count
  /// from the moment somebody names the generation.
  void writeDeletes(DeleteMask deletes, long sequence, long generation) {
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
