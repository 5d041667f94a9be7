package io.proxima.engine.txn;

import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.task.Cancellation;

/// Where the commits tell how much they have brought into memory, and wait when that is too much.
///
/// - **Threads:** thread-safe.
public interface WritePressure {
  /// Nothing is too much.
  WritePressure NONE =
      new WritePressure() {
        @Override
        public void admit(Cancellation cancellation) {}

        @Override
        public boolean relieve(Cancellation cancellation) {
          return false;
        }

        @Override
        public void changed(LiveTable table) {}

        @Override
        public void defined() {}
      };

  /// Returns when there is room for one more commit.
  ///
  /// @throws io.proxima.engine.error.ProximaException if room cannot be made; `CANCELLED`,
  ///   `TIMEOUT`
  void admit(Cancellation cancellation);

  /// Makes room after the memory was found to be short.
  ///
  /// @return whether any was made
  /// @throws io.proxima.engine.error.ProximaException `CANCELLED`, `TIMEOUT`
  boolean relieve(Cancellation cancellation);

  /// A commit has changed rows of a table; called on the log's thread, and quick.
  void changed(LiveTable table);

  /// The catalog has changed; called on the log's thread, and quick.
  void defined();
}
