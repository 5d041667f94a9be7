package io.proxima.engine.txn;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Tables;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UniqueScanTest {
  private static final TableDef TABLE =
      Tables.of(
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "text", ColumnType.of(TypeKind.VARCHAR), true)),
          0);
  private static final OrderedIndexDef INDEX =
      new OrderedIndexDef(
          0,
          "unique_text",
          OrderedIndexDef.Origin.UNIQUE_INDEX,
          List.of(new OrderedIndexDef.Part(2, false)));

  /// Looks at rows whose texts are one of some, one after the other.
  private static void scan(int rowCount, int texts, int length, MemoryBudget budget) {
    RowBatchBuilder builder = new RowBatchBuilder(TABLE, rowCount);
    for (long row = 0; row < rowCount; row++) {
      builder.appendRow(row, "x".repeat(length) + row % texts);
    }
    RowBatch rows = builder.build();
    BitSet all = new BitSet();
    all.set(0, rowCount);
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(256 << 20))) {
      memtable.reserve(rows);
      memtable.apply(1, List.of(), rows, all, 0);
      new UniqueScan(TABLE, INDEX, List.of(memtable.at(1, 0)))
          .run(budget, Cancellation.unlimited());
    } finally {
      assertThat(budget.usedBytes()).isZero();
    }
  }

  @Test
  void differentTextsPass() {
    scan(5000, 5000, 3, MemoryBudget.of(1 << 20));
  }

  @Test
  void theTextThatIsThereTwiceIsNamed() {
    refuses(ErrorCode.DUPLICATE_KEY, () -> scan(5000, 4999, 3, MemoryBudget.of(1 << 20)))
        .hasMessageContaining("xxx0");
  }

  @Test
  void manyTextsThatAreThereTwiceTakeNoMoreMemoryThanFew() {
    refuses(ErrorCode.DUPLICATE_KEY, () -> scan(8000, 4000, 3, MemoryBudget.of(200 << 10)));
  }

  @Test
  void textsThatAreComparedAreCharged() {
    refuses(ErrorCode.OUT_OF_MEMORY, () -> scan(60, 30, 100_000, MemoryBudget.of(1 << 20)));
    refuses(ErrorCode.DUPLICATE_KEY, () -> scan(60, 30, 100_000, MemoryBudget.of(8 << 20)));
  }
}
