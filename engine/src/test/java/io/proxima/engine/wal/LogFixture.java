package io.proxima.engine.wal;

import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.io.Storage;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// A log without an engine around it.
final class LogFixture implements AutoCloseable {
  static final UUID DATABASE = new UUID(5, 6);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  final Storage storage;
  final List<LogFile> files = new CopyOnWriteArrayList<>();
  final List<Long> applied = new CopyOnWriteArrayList<>();
  final Wal wal;
  private final Scheduler scheduler = Scheduler.threads();

  LogFixture(Storage storage, long logFileBytes, Failpoints failpoints) {
    this(storage, logFileBytes, failpoints, Duration.ofHours(1));
  }

  LogFixture(Storage storage, long logFileBytes, Failpoints failpoints, Duration syncInterval) {
    this(storage, logFileBytes, failpoints, syncInterval, DiskReserve.none(storage));
  }

  LogFixture(
      Storage storage,
      long logFileBytes,
      Failpoints failpoints,
      Duration syncInterval,
      DiskReserve reserve) {
    this.storage = storage;
    storage.createDirectory(LogFile.DIRECTORY);
    storage.syncDirectory("");
    WalSettings settings = new WalSettings(DATABASE, WalCodec.avro(), logFileBytes, syncInterval);
    LogFile first = LogFile.open(1, 1);
    files.add(first);
    wal =
        Wal.create(storage, settings, first, failpoints)
            .start(
                storage,
                settings,
                new Wal.WalSeams(Clock.system(), scheduler, failpoints),
                (ended, next) -> {
                  files.set(files.size() - 1, ended);
                  files.add(next);
                },
                reserve);
  }

  /// A group of as many frames as there are texts, not waited for.
  LogGroup append(Reach reach, String... texts) {
    return append(Allowance.ORDINARY, reach, texts);
  }

  LogGroup append(Allowance allowance, Reach reach, String... texts) {
    List<LogFrame> frames = new ArrayList<>();
    for (String text : texts) {
      frames.add(wal.encode(entry(text)));
    }
    wal.admit(LogFrame.bytes(frames), allowance);
    return wal.append(frames, reach, applied::add);
  }

  static WalRecord entry(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new WalRecord.Rows(1, 1, 1, 0, new BitSet(), List.of(), bytes);
  }

  /// Ends the log and sets the mark of a clean close.
  void stop() {
    LogFile end = wal.stop(LIMIT, _ -> {});
    if (end != null) {
      files.set(files.size() - 1, end);
    }
  }

  /// What a replay of `files` finds: one text for every group.
  static List<String> replay(Storage storage, List<LogFile> files) {
    List<String> groups = new ArrayList<>();
    replay(storage, files, groups);
    return groups;
  }

  static List<LogFile> replay(Storage storage, List<LogFile> files, List<String> groups) {
    return new LogReplay(storage, DATABASE, WalCodec.avro())
        .replay(
            files,
            (sequence, group) -> {
              StringBuilder text = new StringBuilder().append(sequence).append(':');
              for (WalRecord entry : group) {
                text.append(
                    new String(
                        ((WalRecord.Rows) entry).rows(), java.nio.charset.StandardCharsets.UTF_8));
              }
              groups.add(text.toString());
            });
  }

  @Override
  public void close() {
    wal.stop(LIMIT, _ -> {});
    scheduler.close();
  }
}
