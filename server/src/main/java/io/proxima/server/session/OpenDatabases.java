package io.proxima.server.session;

import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import io.proxima.engine.time.Clock;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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

  private final ConcurrentHashMap<String, Place> places = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Scheduler closers;

  OpenDatabases(Clock clock, Scheduler closers) {
    this.clock = clock;
    this.closers = closers;
  }

  /// Those of this process.
  static OpenDatabases all() {
    return ALL;
  }

  /// How many there are.
  int count() {
    return places.size();
  }

  /// Where one database is, with the number of sessions that use it.
  ///
  /// All but the lock belongs to whoever holds the lock. A place that is gone is in the map no
  /// more.
  private static final class Place {
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Database database;
    private int users;
    private long generation;
    private @Nullable Task closing;
    private boolean gone;
  }

  /// The right to use an open database, given back by closing it.
  final class Use implements AutoCloseable {
    private final String key;
    private final Place place;
    private final Database database;
    private final long closeDelaySeconds;
    private boolean closed;

    private Use(String key, Place place, Database database, long closeDelaySeconds) {
      this.key = key;
      this.place = place;
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
        release(key, place, closeDelaySeconds);
      }
    }
  }

  /// The database that a URL leads to, opened if nobody has it open.
  ///
  /// @throws ProximaException `CANNOT_CONNECT`, `INVALID_PARAMETER`, or what opening meets
  Use open(ProximaUrl url) {
    Storage storage = storage(url);
    boolean taken = false;
    try {
      String key = url.kind() + ":" + storage.location();
      Place place = enter(key, url.number(UrlProperty.LOGIN_TIMEOUT, 0));
      try {
        Database database = place.database;
        if (database == null) {
          database = Database.open(storage, clock, url);
          place.database = database;
          taken = true;
        } else {
          database.checkSameSettings(url);
        }
        place.users++;
        place.generation++;
        if (place.closing != null) {
          place.closing.cancel();
          place.closing = null;
        }
        return new Use(key, place, database, url.number(UrlProperty.CLOSE_DELAY, 0));
      } finally {
        leave(key, place);
      }
    } finally {
      if (!taken) {
        storage.close();
      }
    }
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

  /// Takes the lock of a place.
  private Place enter(String key, long limitSeconds) {
    while (true) {
      Place place = places.computeIfAbsent(key, name -> new Place());
      lock(place, key, limitSeconds);
      if (!place.gone) {
        return place;
      }
      place.turn.unlock();
    }
  }

  private static void lock(Place place, String key, long limitSeconds) {
    if (limitSeconds == 0) {
      place.turn.lock();
      return;
    }
    try {
      if (place.turn.tryLock(limitSeconds, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProximaException(
          ErrorCode.CANCELLED, "interrupted while others open or close " + key, e);
    }
    throw new ProximaException(
        ErrorCode.CANNOT_CONNECT,
        "others have been opening or closing " + key + " for " + limitSeconds + " s");
  }

  /// Gives the lock of a place back; nothing is left of a place without a database.
  private void leave(String key, Place place) {
    if (place.database == null && !place.gone) {
      place.gone = true;
      places.remove(key);
    }
    place.turn.unlock();
  }

  private void release(String key, Place place, long closeDelaySeconds) {
    place.turn.lock();
    try {
      place.users--;
      if (place.users == 0) {
        if (closeDelaySeconds == 0) {
          close(place);
        } else {
          closeLater(key, place, place.generation, closeDelaySeconds);
        }
      }
    } finally {
      leave(key, place);
    }
  }

  private void closeLater(String key, Place place, long generation, long delaySeconds) {
    place.closing =
        closers.once(
            "close-delay",
            Duration.ofSeconds(delaySeconds),
            () -> {
              place.turn.lock();
              try {
                if (place.users == 0 && place.generation == generation) {
                  close(place);
                }
              } finally {
                leave(key, place);
              }
            });
  }

  /// Also a database that cannot be closed well is open no more.
  private static void close(Place place) {
    Database database = place.database;
    place.database = null;
    if (database != null) {
      database.close();
    }
  }
}
