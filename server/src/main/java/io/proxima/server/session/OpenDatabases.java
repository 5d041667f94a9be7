package io.proxima.server.session;

import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The databases that are open in this process: connections to one directory, however it is
/// spelled, share one.
///
/// The one mutable static of Proxima: JDBC hands out connections from a static place, so what they
/// share has to be found there.
///
/// - **Threads:** thread-safe; opening and closing of one database exclude each other, of different
///   ones do not.
final class OpenDatabases {
  private static final OpenDatabases ALL = new OpenDatabases(Clock.system(), Scheduler.threads());

  private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Scheduler closers;

  private OpenDatabases(Clock clock, Scheduler closers) {
    this.clock = clock;
    this.closers = closers;
  }

  /// Those of this process.
  static OpenDatabases all() {
    return ALL;
  }

  /// A database with the number of sessions that use it.
  private static final class Entry {
    private final Database database;
    private int users;
    private long generation;

    Entry(Database database) {
      this.database = database;
    }
  }

  /// The right to use an open database, given back by closing it.
  final class Use implements AutoCloseable {
    private final String key;
    private final Database database;
    private final long closeDelaySeconds;
    private boolean closed;

    private Use(String key, Database database, long closeDelaySeconds) {
      this.key = key;
      this.database = database;
      this.closeDelaySeconds = closeDelaySeconds;
    }

    Database database() {
      return database;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        release(key, closeDelaySeconds);
      }
    }
  }

  /// The database that a URL leads to, opened if nobody has it open.
  ///
  /// @throws ProximaException `CANNOT_CONNECT`, `INVALID_PARAMETER`, or what opening meets
  @SuppressWarnings("ReferenceEquality") // whether the very storage that was made here is in use
  Use open(ProximaUrl url) {
    Storage storage = storage(url);
    String key = url.kind() + ":" + storage.location();
    Entry entry =
        entries.compute(key, (name, open) -> open == null ? create(storage, url) : join(open, url));
    if (entry.database.storage() != storage) {
      storage.close();
    }
    return new Use(key, entry.database, url.number(UrlProperty.CLOSE_DELAY, 0));
  }

  private Storage storage(ProximaUrl url) {
    return switch (url.kind()) {
      case FILE -> {
        try {
          yield Storage.files(Path.of(url.location()), clock);
        } catch (InvalidPathException e) {
          throw new ProximaException(
              ErrorCode.CANNOT_CONNECT,
              "'" + url.location() + "' is not a path: " + e.getReason(),
              e);
        }
      }
      case MEMORY ->
          Storage.memory(url.location().isEmpty() ? UUID.randomUUID().toString() : url.location());
      case REMOTE -> throw new IllegalArgumentException(url.toString());
    };
  }

  private Entry create(Storage storage, ProximaUrl url) {
    boolean opened = false;
    try {
      Entry entry = new Entry(Database.open(storage, clock, url));
      entry.users = 1;
      opened = true;
      return entry;
    } finally {
      if (!opened) {
        storage.close();
      }
    }
  }

  private static Entry join(Entry open, ProximaUrl url) {
    open.database.checkSameSettings(url);
    open.users++;
    open.generation++;
    return open;
  }

  private void release(String key, long closeDelaySeconds) {
    entries.computeIfPresent(
        key,
        (name, entry) -> {
          entry.users--;
          if (entry.users > 0) {
            return entry;
          }
          if (closeDelaySeconds == 0) {
            return closed(entry);
          }
          closeLater(key, entry.generation, closeDelaySeconds);
          return entry;
        });
  }

  private void closeLater(String key, long generation, long delaySeconds) {
    closers.once(
        "close-delay",
        Duration.ofSeconds(delaySeconds),
        () ->
            entries.computeIfPresent(
                key,
                (name, entry) ->
                    entry.users == 0 && entry.generation == generation ? closed(entry) : entry));
  }

  private static @Nullable Entry closed(Entry entry) {
    entry.database.close();
    return null;
  }
}
