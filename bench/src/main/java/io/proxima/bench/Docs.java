package io.proxima.bench;

import io.proxima.engine.Engine;
import io.proxima.engine.EngineSeams;
import io.proxima.engine.EngineSettings;
import io.proxima.engine.Transaction;
import io.proxima.engine.io.Storage;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// The table that the end-to-end parts use: `docs(id BIGINT PRIMARY KEY, v VECTOR(dim))`.
final class Docs {
  private static final TableName NAME = new TableName("public", "docs");

  private Docs() {}

  static String sql(int dim) {
    return "CREATE TABLE docs (id BIGINT PRIMARY KEY, v VECTOR(" + dim + "))";
  }

  static Engine open(Storage storage, Clock clock, Scheduler scheduler) {
    return Engine.open(
        storage,
        EngineSettings.defaults(),
        new EngineSeams(clock, scheduler, new SplittableRandom(1), Failpoints.NONE));
  }

  /// Makes the table and returns it as the engine knows it.
  static TableDef create(Engine engine, int dim) {
    engine.define(
        new Definition.CreateTable(
            new TableDef(
                0,
                NAME,
                1,
                List.of(
                    new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                    new ColumnDef(2, "v", ColumnType.vector(dim), true)),
                List.of(0),
                Map.of())));
    return Objects.requireNonNull(engine.catalog().table(NAME));
  }

  /// Commits the rows `firstId ..` with the vectors `values[rowCount × dim]`.
  static void insert(
      Engine engine, TableDef table, AvroRows codec, long firstId, float[] values, Durability how) {
    ColumnType vector = table.columns().get(1).type();
    int rowCount = values.length / vector.size();
    long[] ids = new long[rowCount];
    for (int i = 0; i < rowCount; i++) {
      ids[i] = firstId + i;
    }
    RowBatch rows =
        new RowBatch(
            rowCount,
            List.of(
                new LongColumn(ColumnType.of(TypeKind.BIGINT), rowCount, ids, Validity.ALL),
                new VectorColumn(vector, rowCount, values, Validity.ALL)));
    try (Transaction transaction = engine.begin()) {
      transaction.insert(table, codec.encode(rows));
      transaction.commit(how);
    }
  }

  /// Vectors around 64 seeded centres: `float[rowCount × dim]`.
  static float[] vectors(long seed, int rowCount, int dim) {
    SplittableRandom centres = new SplittableRandom(64);
    float[][] centre = new float[64][dim];
    for (float[] one : centre) {
      for (int i = 0; i < dim; i++) {
        one[i] = (float) centres.nextGaussian();
      }
    }
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rowCount * dim];
    for (int row = 0; row < rowCount; row++) {
      float[] around = centre[random.nextInt(centre.length)];
      for (int i = 0; i < dim; i++) {
        values[row * dim + i] = around[i] + 0.7f * (float) random.nextGaussian();
      }
    }
    return values;
  }
}
