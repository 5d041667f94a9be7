package io.proxima.engine.wal;

import java.util.List;

/// A frame that is encoded and waits for its place in the log.
///
/// - **Threads:** immutable.
public final class LogFrame {
  private final int kind;
  private final boolean isCompressed;
  private final int rawLength;
  private final byte[] payload;

  private LogFrame(int kind, boolean isCompressed, int rawLength, byte[] payload) {
    this.kind = kind;
    this.isCompressed = isCompressed;
    this.rawLength = rawLength;
    this.payload = payload;
  }

  static LogFrame of(WalRecord entry, WalCodec codec, Compression compression) {
    int kind =
        switch (entry) {
          case WalRecord.Rows _ -> FrameKind.ROWS.code();
          case WalRecord.Define _ -> FrameKind.DEFINE.code();
          case WalRecord.Identity _ -> FrameKind.IDENTITY.code();
          case WalRecord.Clock _ -> FrameKind.CLOCK.code();
        };
    byte[] raw = codec.encode(entry);
    byte[] packed = compression.compress(raw);
    return new LogFrame(kind, packed != null, raw.length, packed == null ? raw : packed);
  }

  /// What the frames take in a file.
  public static long bytes(List<LogFrame> frames) {
    return frames.stream().mapToLong(frame -> Frame.paddedBytes(frame.payload.length)).sum();
  }

  Frame at(long lsn, long synced, boolean isCommit) {
    int flags = (isCommit ? Frame.COMMIT : 0) | (isCompressed ? Frame.LZ4 : 0);
    return new Frame(lsn, synced, kind, flags, rawLength, payload);
  }
}
