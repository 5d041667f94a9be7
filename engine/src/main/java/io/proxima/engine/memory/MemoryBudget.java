package io.proxima.engine.memory;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.lang.foreign.Arena;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The one limit on memory outside the Java heap, on large caches and on what statements keep; no
/// limit of the JVM covers these. A part of it is a budget with a limit of its own, whose bytes
/// count in the whole, too.
///
/// - **Unit:** bytes.
/// - **Threads:** thread-safe.
public final class MemoryBudget {
  private final @Nullable MemoryBudget whole;
  private final long limitBytes;
  private final String remedy;
  private final AtomicLong usedBytes = new AtomicLong();
  private final AtomicLong peakBytes = new AtomicLong();
  private final ConcurrentSkipListMap<String, Account> accounts;

  private MemoryBudget(@Nullable MemoryBudget whole, long limitBytes, String remedy) {
    if (limitBytes <= 0) {
      throw new IllegalArgumentException("limitBytes must be positive, got " + limitBytes);
    }
    this.whole = whole;
    this.limitBytes = limitBytes;
    this.remedy = remedy;
    this.accounts = whole == null ? new ConcurrentSkipListMap<>() : whole.accounts;
  }

  /// A budget of `limitBytes`.
  public static MemoryBudget of(long limitBytes) {
    return new MemoryBudget(null, limitBytes, "");
  }

  /// A part of this budget, of at most `limitBytes`. `remedy` ends the message of an error: what to
  /// do if that is too little.
  public MemoryBudget part(long limitBytes, String remedy) {
    return new MemoryBudget(this, limitBytes, remedy);
  }

  /// Takes `bytes` for `owner`, to be given back by closing the result.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY` if that is more than is left; nothing is taken then
  public Reservation reserve(String owner, long bytes) {
    take(owner, bytes);
    Account account =
        accounts.compute(owner, (name, known) -> known == null ? new Account() : known.shared());
    account.add(bytes);
    return new Reservation(this, owner, account, bytes);
  }

  /// What the reservations of one name hold together.
  static final class Account {
    private final LongAdder usedBytes;
    private final int holders;

    private Account() {
      this(new LongAdder(), 1);
    }

    private Account(LongAdder usedBytes, int holders) {
      this.usedBytes = usedBytes;
      this.holders = holders;
    }

    private Account shared() {
      return new Account(usedBytes, holders + 1);
    }

    private @Nullable Account left() {
      return holders == 1 ? null : new Account(usedBytes, holders - 1);
    }

    void add(long bytes) {
      usedBytes.add(bytes);
    }
  }

  /// What is taken now of the whole budget, by the names of those who hold something, in their
  /// order.
  public SortedMap<String, Long> usedByOwner() {
    SortedMap<String, Long> used = new TreeMap<>();
    accounts.forEach((owner, account) -> used.put(owner, account.usedBytes.sum()));
    return used;
  }

  void leave(String owner) {
    accounts.computeIfPresent(owner, (name, account) -> account.left());
  }

  /// Takes `bytes` and allocates them outside the heap, zeroed and aligned to 64 bytes.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY` if that is more than is left
  public OffHeap allocate(String owner, long bytes) {
    Reservation reservation = reserve(owner, bytes);
    Arena arena = Arena.ofShared();
    try {
      return new OffHeap(reservation, arena, arena.allocate(bytes, 64));
    } catch (OutOfMemoryError e) {
      arena.close();
      reservation.close();
      throw new ProximaException(
          ErrorCode.OUT_OF_MEMORY, owner + " needs " + bytes + " bytes outside the heap", e);
    }
  }

  /// What is taken now.
  public long usedBytes() {
    return usedBytes.get();
  }

  /// The most that was taken at any time.
  public long peakBytes() {
    return peakBytes.get();
  }

  /// The limit.
  public long limitBytes() {
    return limitBytes;
  }

  void take(String owner, long bytes) {
    takeHere(owner, bytes);
    if (whole != null) {
      boolean taken = false;
      try {
        whole.take(owner, bytes);
        taken = true;
      } finally {
        if (!taken) {
          usedBytes.addAndGet(-bytes);
        }
      }
    }
  }

  private void takeHere(String owner, long bytes) {
    long before;
    do {
      before = usedBytes.get();
      if (bytes > limitBytes - before) {
        throw new ProximaException(
            ErrorCode.OUT_OF_MEMORY,
            owner
                + " needs "
                + bytes
                + " bytes, "
                + (limitBytes - before)
                + " of "
                + limitBytes
                + " are free"
                + remedy);
      }
    } while (!usedBytes.compareAndSet(before, before + bytes));
    if (before + bytes > peakBytes.get()) {
      peakBytes.accumulateAndGet(before + bytes, Math::max);
    }
  }

  void give(long bytes) {
    usedBytes.addAndGet(-bytes);
    if (whole != null) {
      whole.give(bytes);
    }
  }
}
