package io.proxima.engine.wal;

import io.proxima.engine.io.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Reads the whole log at open and says where it ends.
///
/// The last file may end in what a crash left behind. It ends at its first bad frame, unless a
/// frame or mark behind it says that the log had been forced up to there, or the file is shorter
/// than it was written: then it is damage. Where the manifest knows the end of a file, exactly that
/// end must be reached. Groups without their last frame are dropped, and so is everything behind
/// the end.
///
/// - **Threads:** one thread at a time.
public final class LogReplay {
  private static final System.Logger LOGGER = System.getLogger(LogReplay.class.getName());

  private final Storage storage;
  private final UUID databaseId;
  private final WalCodec codec;

  /// A replay of the log of that database.
  public LogReplay(Storage storage, UUID databaseId, WalCodec codec) {
    this.storage = storage;
    this.databaseId = databaseId;
    this.codec = codec;
  }

  /// Takes the groups of the log one after the other.
  @FunctionalInterface
  public interface Target {
    /// Applies a group whose last frame has the number `sequence`.
    void apply(long sequence, List<WalRecord> group);
  }

  /// Gives every complete group to `target`.
  ///
  /// @param files the files in order, all but the last with their end
  /// @return the files with their ends; without the last one if it never held a frame
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`, naming file and offset
  public List<LogFile> replay(List<LogFile> files, Target target) {
    List<LogFile> ended = new ArrayList<>();
    for (LogFile log : files) {
      try (LogReader reader = LogReader.open(storage, log, databaseId, codec)) {
        long headBytes = reader.positionBytes();
        LogFile end = replay(log, reader, target);
        boolean hasFrames = reader.positionBytes() > headBytes || reader.hasFrameBehind();
        if (!log.isEnded()) {
          storage.sync(log.name()); // a process that was killed has written, and perhaps not forced
        }
        if (hasFrames) { // even if no group is complete: a file that is not listed must be empty
          ended.add(end);
        }
      }
    }
    return ended;
  }

  /// Removes what an interrupted switch of files has left in the log directory.
  ///
  /// @throws io.proxima.engine.error.ProximaException as `checkLeftovers`
  public void removeLeftovers(List<LogFile> files) {
    checkLeftovers(files);
    leftovers(files).forEach(id -> storage.delete(LogFile.nameOf(id)));
  }

  /// Looks at what an interrupted switch of files has left in the log directory.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if a file that is not in
  ///   `files` holds frames, or is another database's: the manifest is not the one of this log
  public void checkLeftovers(List<LogFile> files) {
    for (long id : leftovers(files)) {
      try (LogReader reader = LogReader.openUnlisted(storage, id, databaseId, codec)) {
        boolean isTrimmed = !files.isEmpty() && id < files.getFirst().id();
        if (!isTrimmed && reader.hasFrameBehind()) {
          throw reader.damaged(0, "it holds frames, and the manifest does not list it");
        }
      }
    }
  }

  private List<Long> leftovers(List<LogFile> files) {
    return storage.list(LogFile.DIRECTORY).stream()
        .map(LogFile::idOf)
        .filter(id -> id >= 0 && files.stream().noneMatch(file -> file.id() == id))
        .toList();
  }

  private static LogFile replay(LogFile log, LogReader reader, Target target) {
    long headBytes = reader.positionBytes();
    LogFile end = log.endedAt(log.firstLsn() - 1, headBytes);
    List<WalRecord> group = new ArrayList<>();
    while (!log.isEnded() || end.endBytes() < log.endBytes()) {
      long offset = reader.positionBytes();
      Frame frame = reader.next();
      if (frame == null) {
        break;
      }
      group.add(reader.decode(frame, offset));
      if (frame.isCommit()) {
        target.apply(frame.lsn(), group);
        end = log.endedAt(frame.lsn(), reader.positionBytes());
        group = new ArrayList<>();
      }
    }
    if (log.isEnded()) {
      if (!end.equals(log)) {
        throw reader.damaged(
            reader.positionBytes(),
            "frame "
                + (end.lastLsn() + 1 + group.size())
                + " is not readable; the manifest says the file ends with frame "
                + log.lastLsn()
                + " at offset "
                + log.endBytes());
      }
    } else {
      checkTail(log, reader, end, group.size());
    }
    return end;
  }

  private static void checkTail(LogFile log, LogReader reader, LogFile end, int incomplete) {
    long proof = reader.proofBehind();
    if (proof >= 0) {
      throw reader.damaged(
          reader.positionBytes(),
          "a frame is not readable that was forced before the one at offset " + proof);
    }
    if (reader.isCut()) {
      throw reader.damaged(reader.positionBytes(), "the file has been cut off");
    }
    if (incomplete > 0 || reader.hasFrameBehind()) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "{0} ends at offset {1} with frame {2}: what follows was not completed",
          log.name(),
          String.valueOf(end.endBytes()),
          String.valueOf(end.lastLsn()));
    }
  }
}
