package io.proxima.engine.lsm;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.IdentityDef;
import io.proxima.engine.schema.TableDef;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/// Gives away the numbers of the identity column of one table, each once.
///
/// Numbers are reserved in blocks before they are given away; after a crash it goes on behind the
/// last block. Blocks grow with the demand, so that reserving costs little and leaves small gaps.
///
/// - **Threads:** thread-safe; who reserves keeps the others waiting.
public final class IdentityCounter {
  private static final long MIN_BLOCK = 32;
  private static final long MAX_BLOCK = 1_024;

  private final TableDef table;
  private final ColumnDef column;
  private final IdentityDef numbers;
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private long first;
  private long next;
  private long reserved;
  private volatile long logged;

  /// The numbers of a column of that table, none of which is given away.
  IdentityCounter(TableDef table, ColumnDef column) {
    this.table = table;
    this.column = column;
    this.numbers = column.identity().orElseThrow();
    this.limit = numbers.limit(column.type().kind());
  }

  /// Gives away `count` numbers, which are an increment apart; the first of them.
  ///
  /// @param reserve makes durable that as many numbers may be given away
  /// @throws ProximaException `IDENTITY_EXHAUSTED`, and what `reserve` throws; none is given away
  ///   then
  public long take(int count, LongConsumer reserve) {
    lock.lock();
    try {
      if (count > limit - next) {
        throw new ProximaException(
            ErrorCode.IDENTITY_EXHAUSTED,
            "identity column "
                + column.name()
                + " of table "
                + table.name()
                + " has "
                + (limit - next)
                + " numbers of type "
                + column.type()
                + " left, needs "
                + count);
      }
      if (next + count > reserved) {
        long block = Math.clamp(next - first, MIN_BLOCK, MAX_BLOCK);
        long wanted = next + count + Math.min(block, limit - next - count);
        reserve.accept(wanted);
        reserved = wanted;
      }
      long value = numbers.value(next);
      next += count;
      return value;
    } finally {
      lock.unlock();
    }
  }

  /// Goes on behind the first `count` numbers; before any is taken.
  public void restore(long count) {
    first = count;
    next = count;
    reserved = count;
    logged = count;
  }

  /// The log says that the first `count` numbers may be given away.
  public void logged(long count) {
    logged = count;
  }

  /// As many numbers as the log has allowed to be given away.
  public long logged() {
    return logged;
  }
}
