package io.proxima.server.session;

import io.proxima.client.Outcome;
import io.proxima.engine.Snapshot;
import io.proxima.engine.io.UserFiles;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.PlanCache;
import io.proxima.server.copy.CopyIn;
import io.proxima.server.copy.CopyOptions;
import io.proxima.server.copy.CopyOut;
import io.proxima.server.copy.CopyProgress;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one session that copy files of this process.
///
/// - **Threads:** one thread at a time.
final class Copies {
  private static final @Nullable Object[] NO_PARAMETERS = {};

  private final Transactions transactions;
  private final SessionPlans plans;
  private final Scopes scopes;
  private final Changes changes;
  private final CopyRoots roots;

  Copies(
      Transactions transactions,
      SessionPlans plans,
      Scopes scopes,
      Changes changes,
      CopyRoots roots) {
    this.transactions = transactions;
    this.plans = plans;
    this.scopes = scopes;
    this.changes = changes;
    this.roots = roots;
  }

  /// Copies from a file.
  Outcome run(Task.Import task, Cancellation cancellation) {
    transactions.requireWritable();
    UserFiles files = roots.files();
    String file = task.copy().file();
    return Errors.inside(() -> {
      CopyOptions options = CopyOptions.of(true, file, task.copy().options());
      try (TableTarget target =
          new TableTarget(task.copy().table(), transactions, plans, changes, cancellation)) {
        CopyIn in =
            new CopyIn(file, options, task.copy().columns(), target, checking(cancellation));
        return Outcome.of(in.run(files));
      }
    });
  }

  /// Copies to a file.
  Outcome run(Prepared prepared, Cancellation cancellation) {
    UserFiles files = roots.files();
    OpenTransaction transaction = transactions.forStatement();
    if (transaction != null) {
      return export(prepared, transaction.transaction().snapshot(), files, cancellation);
    }
    try (Snapshot snapshot = transactions.snapshot(null)) {
      return export(prepared, snapshot, files, cancellation);
    }
  }

  private Outcome export(
      Prepared prepared, Snapshot snapshot, UserFiles files, Cancellation cancellation) {
    snapshot.answerWithout(null); // nobody would see a warning in the file
    PlanCache.Found<Planned> found = plans.fitting(prepared, snapshot.catalog());
    Task.Export task = (Task.Export) found.plan().task();
    return Errors.inside(() -> {
      CopyOptions options = CopyOptions.of(false, task.file(), task.options());
      RowCursor cursor = task.plan().open(scopes.of(snapshot, found, NO_PARAMETERS, cancellation));
      try (LocalRows rows =
          new LocalRows(task.columns(), cursor, RowCursor::next, 0, closed -> {})) {
        CopyOut out = new CopyOut(task.file(), options, checking(cancellation));
        return Outcome.of(out.run(files, rows, rows::next));
      }
    });
  }

  private static CopyProgress checking(Cancellation cancellation) {
    return (rows, bytes, totalBytes) ->
        Errors.translating(() -> {
          cancellation.check();
          return rows;
        });
  }
}
