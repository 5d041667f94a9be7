package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.proxima.engine.epoch.EpochFile;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.lsm.SegmentRef;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.wal.LogFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One run of some scripts, each on a thread of its own, up to a fault; and the check of what the
/// next process finds.
final class CrashRun {
  private static final Set<ErrorCode> OF_A_FAULT =
      EnumSet.of(ErrorCode.IO_FAILURE, ErrorCode.DISK_FULL, ErrorCode.CLOSED, ErrorCode.INTERNAL);

  private final List<CrashScript> scripts;
  private final Map<String, Long> before;
  private final int[] acknowledged;

  /// @param before what the database holds beside the tables of the scripts
  CrashRun(List<CrashScript> scripts, Map<String, Long> before) {
    this.scripts = scripts;
    this.before = before;
    this.acknowledged = new int[scripts.size()];
  }

  /// Whether everything was done and closed without a fault.
  boolean on(FaultStorage storage) {
    ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    boolean finished = false;
    try (Fixture fixture = Fixture.open(storage, CrashScript.LOG_FILE_BYTES)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < scripts.size(); i++) {
        int writer = i;
        threads.add(Thread.ofPlatform().start(() -> write(storage, fixture, writer, unexpected)));
      }
      join(threads);
      readOn(fixture, storage);
      finished = true;
    } catch (ProximaException e) {
      assertThat(e.code()).as("%s", e.getMessage()).isIn(OF_A_FAULT);
    }
    assertThat(unexpected).isEmpty();
    return finished && allDone();
  }

  /// Whoever reads is not concerned by what went wrong, as long as the storage can be read.
  private void readOn(Fixture fixture, FaultStorage storage) {
    long failedAt = storage.failedAt();
    try {
      compare(fixture.content(), "while it is open, after call " + failedAt);
    } catch (ProximaException e) {
      if (failedAt != 0 && !storage.isFailing()) {
        throw new AssertionError("cannot be read after call " + failedAt, e);
      }
    }
  }

  private boolean allDone() {
    boolean done = true;
    for (int i = 0; i < scripts.size(); i++) {
      done &= acknowledged[i] == scripts.get(i).steps().size();
    }
    return done;
  }

  private static void join(List<Thread> threads) {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void write(
      FaultStorage storage,
      Fixture fixture,
      int writer,
      ConcurrentLinkedQueue<Throwable> unexpected) {
    try {
      for (CrashScript.Step step : scripts.get(writer).steps()) {
        if (step.isUpkeep()) {
          again(storage, step, fixture);
        } else {
          step.commit().accept(fixture);
        }
        acknowledged[writer]++;
      }
    } catch (ProximaException e) {
      // The fault, or what came after it: the steps that are left were not acknowledged.
      if (!OF_A_FAULT.contains(e.code())) {
        unexpected.add(e);
      }
    } catch (RuntimeException | AssertionError e) {
      unexpected.add(e);
    }
  }

  /// Work on files that found the disk full goes on when there is room, unless it is not known what
  /// is on the disk.
  private static void again(FaultStorage storage, CrashScript.Step step, Fixture fixture) {
    try {
      step.commit().accept(fixture);
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.DISK_FULL || storage.isFailing()) {
        throw e;
      }
      try {
        step.commit().accept(fixture);
      } catch (ProximaException second) {
        if (!String.valueOf(second.getMessage()).contains("until")) {
          throw new AssertionError("does not go on after " + storage.failedAt(), second);
        }
        throw second;
      }
    }
  }

  /// Opens what is left, compares, writes on, and opens once more.
  void checkRecovery(FaultStorage left, String where) {
    Map<String, Long> found;
    try (Fixture fixture = Fixture.open(left, CrashScript.LOG_FILE_BYTES)) {
      requireNoLeftovers(left, where);
      found = fixture.content();
      compare(found, where);
      fixture.engine.define(new Definition.CreateTable(Fixture.definition("zz_after", true)));
    } catch (ProximaException e) {
      throw new AssertionError("does not open: " + where, e);
    }
    assertThat(left.openHandles()).as("open handles: " + where).isZero();
    try (Fixture fixture = Fixture.open(left, CrashScript.LOG_FILE_BYTES)) {
      found = new TreeMap<>(found);
      found.put("zz_after", -1L);
      assertThat(fixture.content()).as("opened a second time: " + where).isEqualTo(found);
    }
  }

  /// Every file of a database that was just opened is one that its manifest names.
  private static void requireNoLeftovers(FaultStorage storage, String where) {
    Manifest manifest = new ManifestFile(storage, new NoLock(), Failpoints.NONE).read();
    Set<String> named = new TreeSet<>(Set.of(ManifestFile.NAME));
    manifest.logs().stream().map(LogFile::name).forEach(named::add);
    Set<String> files = new TreeSet<>(storage.files());
    for (SegmentRef ref : manifest.segments()) {
      TableDef table = manifest.catalog().table(ref.tableId());
      String directory =
          "schema/%d/table/%d/%08d/".formatted(table.schemaId(), table.id(), ref.segmentId());
      assertThat(files).as(where).contains(directory + "segment");
      files.stream()
          .filter(file -> file.startsWith(directory))
          .filter(file -> !file.contains("/deletes.") || file.endsWith("/deletes." + ref.deletes()))
          .forEach(named::add);
    }
    for (EpochId epoch : manifest.epochs()) {
      String file = "epoch/%08d".formatted(epoch.number());
      EpochFile.read(storage, file, manifest.databaseId(), epoch);
      named.add(file);
    }
    assertThat(files).as("files after opening: %s", where).isEqualTo(named);
    assertThat(storage.directories())
        .as("directories after opening: %s", where)
        .allMatch(directory -> files.stream().anyMatch(file -> file.startsWith(directory + "/")));
  }

  private record NoLock() implements DirectoryLock {
    @Override
    public void check() {}

    @Override
    public void close() {}
  }

  private void compare(Map<String, Long> found, String where) {
    Map<String, Long> rest = new TreeMap<>(found);
    for (int i = 0; i < scripts.size(); i++) {
      CrashScript script = scripts.get(i);
      Map<String, Long> own = new TreeMap<>(found);
      own.keySet().removeIf(key -> !key.startsWith(script.writer()));
      rest.keySet().removeAll(own.keySet());
      int last = Math.min(acknowledged[i] + 1, script.steps().size());
      if (!own.equals(script.after(acknowledged[i])) && !own.equals(script.after(last))) {
        fail(
            where
                + ": writer "
                + script.writer()
                + " had "
                + acknowledged[i]
                + " commits acknowledged\nexpected "
                + script.after(acknowledged[i])
                + "\nor "
                + script.after(last)
                + "\nfound "
                + own);
      }
    }
    assertThat(rest).as(where).isEqualTo(before);
  }
}
