package io.proxima.engine.lsm;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Crc;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.SchemaCodec;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.LogFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// The file `manifest`, which is replaced as a whole. Integers are little-endian.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 | magic `PXMAN\r\n\0` |
/// | 8 | 4 | format version, 4 |
/// | 12 | 4 | length of the body, n |
/// | 16 | n | body: an Avro record |
/// | 16 + n | 4 | CRC32C of everything before |
///
/// The body has the fields `databaseHigh` long, `databaseLow` long, `catalogSequence` long,
/// `catalog` bytes (see [SchemaCodec]), `logs`, an array of records of the longs `id`, `firstLsn`,
/// `lastLsn`, `endBytes`, the longs `trimmedLsn`, `engineTimeMicros` and `nextSegmentId`, `tables`,
/// an array of records of the longs `tableId`, `flushedSequence`, `nextRowId`, `identityCount`, and
/// `segments`, an array of records of the longs `tableId`, `segmentId`, `deletes`, `deletedRows`;
/// then the long `historyFloor`, and `historyMarks`, an array of records of the longs `sequence`,
/// `timeMicros`; then `epochs`, an array of records of the longs `tableId`, `columnId`, `number`.
///
/// A new one is written and forced as `manifest.tmp`, renamed, and the directory is forced: that
/// force is the moment from which it counts.
///
/// - **Threads:** one thread at a time.
public final class ManifestFile {
  /// The name of the file.
  public static final String NAME = "manifest";

  /// The name of a manifest that is not finished.
  public static final String TEMPORARY = "manifest.tmp";

  private static final int FORMAT_VERSION = 4;
  private static final int HEAD_BYTES = 16;
  private static final byte[] MAGIC = {'P', 'X', 'M', 'A', 'N', '\r', '\n', 0};

  private final Storage storage;
  private final DirectoryLock lock;
  private final Failpoints failpoints;

  /// Whether a change was begun of which it is not known whether the disk has it.
  private boolean isUnknown;

  /// The manifest of that database; `lock` is asked before it is replaced.
  public ManifestFile(Storage storage, DirectoryLock lock, Failpoints failpoints) {
    this.storage = storage;
    this.lock = lock;
    this.failpoints = failpoints;
  }

  /// The manifest as it is.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if it is damaged, `UNSUPPORTED` if a newer program
  ///   wrote it
  public Manifest read() {
    byte[] bytes = storage.read(NAME);
    String where = NAME + " of database " + storage.location();
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEAD_BYTES + 4
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged(where, "it does not begin as a manifest does");
    }
    int expected = Crc.of(bytes, bytes.length - 4);
    int found = buffer.getInt(bytes.length - 4);
    if (expected != found) {
      throw damaged(
          where,
          String.format(
              "the checksum at offset %d is %08x, expected %08x",
              bytes.length - 4, found, expected));
    }
    int version = buffer.getInt(8);
    if (version != FORMAT_VERSION) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          where + " has format " + version + "; this program knows " + FORMAT_VERSION);
    }
    if (buffer.getInt(12) != bytes.length - HEAD_BYTES - 4) {
      throw damaged(where, "its length is " + bytes.length);
    }
    return decode(Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length - 4), where);
  }

  /// Puts `manifest` in the place of the one before; durable when this returns. Where this fails
  /// with the new one in its place it may be either that the next process finds: no other is
  /// written then.
  public void write(Manifest manifest) {
    requireKnown();
    byte[] body = encode(manifest);
    ByteBuffer buffer =
        ByteBuffer.allocate(HEAD_BYTES + body.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(FORMAT_VERSION).putInt(body.length).put(body);
    byte[] bytes = buffer.putInt(Crc.of(buffer.array(), HEAD_BYTES + body.length)).array();
    storage.delete(TEMPORARY);
    try (WritableFile file = storage.create(TEMPORARY)) {
      file.write(0, bytes, 0, bytes.length);
      failpoints.hit("manifest.written");
      file.sync();
    }
    failpoints.hit("manifest.synced");
    lock.check();
    isUnknown = true;
    storage.rename(TEMPORARY, NAME);
    failpoints.hit("manifest.renamed");
    storage.syncDirectory("");
    isUnknown = false;
    failpoints.hit("manifest.durable");
  }

  /// Refuses if it is not known which manifest is on the disk: no change can be made then.
  ///
  /// @throws ProximaException `IO_FAILURE`
  void requireKnown() {
    if (isUnknown) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE,
          "the manifest of "
              + storage.location()
              + " is written no more until the database is reopened, because a change of it may not"
              + " be on the disk");
    }
  }

  private static byte[] encode(Manifest manifest) {
    AvroOutput out = new AvroOutput(1024);
    out.writeLong(manifest.databaseId().getMostSignificantBits());
    out.writeLong(manifest.databaseId().getLeastSignificantBits());
    out.writeLong(manifest.catalogSequence());
    out.writeBytes(SchemaCodec.encode(manifest.catalog()));
    if (!manifest.logs().isEmpty()) {
      out.writeLong(manifest.logs().size());
      for (LogFile log : manifest.logs()) {
        out.writeLong(log.id());
        out.writeLong(log.firstLsn());
        out.writeLong(log.lastLsn());
        out.writeLong(log.endBytes());
      }
    }
    out.writeLong(0);
    out.writeLong(manifest.trimmedLsn());
    out.writeLong(manifest.engineTimeMicros());
    out.writeLong(manifest.nextSegmentId());
    if (!manifest.tables().isEmpty()) {
      out.writeLong(manifest.tables().size());
      for (TableRef table : manifest.tables()) {
        out.writeLong(table.tableId());
        out.writeLong(table.flushedSequence());
        out.writeLong(table.nextRowId());
        out.writeLong(table.identityCount());
      }
    }
    out.writeLong(0);
    if (!manifest.segments().isEmpty()) {
      out.writeLong(manifest.segments().size());
      for (SegmentRef segment : manifest.segments()) {
        out.writeLong(segment.tableId());
        out.writeLong(segment.segmentId());
        out.writeLong(segment.deletes());
        out.writeLong(segment.deletedRows());
      }
    }
    out.writeLong(0);
    out.writeLong(manifest.history().floor());
    if (!manifest.history().marks().isEmpty()) {
      out.writeLong(manifest.history().marks().size());
      for (HistoryState.Mark mark : manifest.history().marks()) {
        out.writeLong(mark.sequence());
        out.writeLong(mark.timeMicros());
      }
    }
    out.writeLong(0);
    if (!manifest.epochs().isEmpty()) {
      out.writeLong(manifest.epochs().size());
      for (EpochId epoch : manifest.epochs()) {
        out.writeLong(epoch.tableId());
        out.writeLong(epoch.columnId());
        out.writeLong(epoch.number());
      }
    }
    out.writeLong(0);
    return out.toByteArray();
  }

  private static Manifest decode(byte[] body, String where) {
    AvroInput in = new AvroInput(body, ErrorCode.CORRUPT_FILE, where);
    UUID databaseId = new UUID(in.readLong(), in.readLong());
    long catalogSequence = in.readLong();
    Catalog catalog = SchemaCodec.decodeCatalog(in.readBytes(Integer.MAX_VALUE));
    List<LogFile> logs = new ArrayList<>();
    for (int count = in.readCount(4); count > 0; count = in.readCount(4)) {
      for (int i = 0; i < count; i++) {
        logs.add(new LogFile(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
      }
    }
    if (logs.isEmpty()) {
      throw damaged(where, "it names no log file");
    }
    try {
      Manifest manifest =
          new Manifest(
              databaseId,
              catalogSequence,
              catalog,
              logs,
              in.readLong(),
              in.readLong(),
              in.readLong(),
              decodeTables(in),
              decodeSegments(in),
              List.of(),
              decodeHistory(in));
      manifest = manifest.withEpochs(decodeEpochs(in));
      in.requireEnd();
      return manifest;
    } catch (IllegalArgumentException e) {
      throw damaged(where, String.valueOf(e.getMessage()));
    }
  }

  private static List<TableRef> decodeTables(AvroInput in) {
    List<TableRef> tables = new ArrayList<>();
    for (int count = in.readCount(4); count > 0; count = in.readCount(4)) {
      for (int i = 0; i < count; i++) {
        tables.add(new TableRef(in.readInt(), in.readLong(), in.readLong(), in.readLong()));
      }
    }
    return tables;
  }

  private static List<SegmentRef> decodeSegments(AvroInput in) {
    List<SegmentRef> segments = new ArrayList<>();
    for (int count = in.readCount(4); count > 0; count = in.readCount(4)) {
      for (int i = 0; i < count; i++) {
        segments.add(new SegmentRef(in.readInt(), in.readLong(), in.readLong(), in.readInt()));
      }
    }
    return segments;
  }

  private static HistoryState decodeHistory(AvroInput in) {
    long floor = in.readLong();
    List<HistoryState.Mark> marks = new ArrayList<>();
    for (int count = in.readCount(2); count > 0; count = in.readCount(2)) {
      for (int i = 0; i < count; i++) {
        marks.add(new HistoryState.Mark(in.readLong(), in.readLong()));
      }
    }
    return new HistoryState(floor, marks);
  }

  private static List<EpochId> decodeEpochs(AvroInput in) {
    List<EpochId> epochs = new ArrayList<>();
    for (int count = in.readCount(3); count > 0; count = in.readCount(3)) {
      for (int i = 0; i < count; i++) {
        epochs.add(new EpochId(in.readInt(), in.readInt(), in.readLong()));
      }
    }
    return epochs;
  }

  private static ProximaException damaged(String where, String what) {
    return new ProximaException(ErrorCode.CORRUPT_FILE, where + " is damaged: " + what);
  }
}
