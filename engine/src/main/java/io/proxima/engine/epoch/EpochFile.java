package io.proxima.engine.epoch;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/// The file of an [Epoch]. Everything is little-endian; the content is cut into pieces, each of
/// which is followed by its checksum:
///
/// | bytes | content |
/// |---|---|
/// | up to 65,532 | a piece; only the last is shorter |
/// | 4 | CRC32C of the database's id, the epoch's number, the number of the piece from 0 (8 bytes each, the id 16) and the piece |
///
/// The content is:
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 8 | magic `PXEPO\r\n\0` |
/// | 8 | 4 | format version, 1 |
/// | 12 | 4 | table id |
/// | 16 | 8 | number of the epoch |
/// | 24 | 4 | column id |
/// | 28 | 4 | form: 0 raw, 1 unit length |
/// | 32 | 4 | dim |
/// | 36 | 4 | cells, c |
/// | 40 | 4 | lists, n |
/// | 44 | 4 | 0 |
/// | 48 | 8 | seed of the rotation |
/// | 56 | 8 | rows it was trained for |
/// | 64 | 8 | their mean residual, a double |
/// | 72 | 8 | the imbalance of their lists, a double |
/// | 80 | 4 dim | mean, floats |
/// | | 4 dim c | centres of the cells, floats |
/// | | 4 c | number of lists of each cell |
/// | | 4 dim n | centres of the lists, floats |
public final class EpochFile {
  private static final byte[] MAGIC = {'P', 'X', 'E', 'P', 'O', '\r', '\n', 0};
  private static final int FORMAT_VERSION = 1;
  private static final int HEAD_BYTES = 80;
  private static final int PIECE_BYTES = (64 << 10) - Integer.BYTES;

  private EpochFile() {}

  /// Makes the file at `path`; its content is on the disk when this returns.
  public static void write(Storage storage, String path, UUID databaseId, Epoch epoch) {
    byte[] content = encode(epoch);
    int pieces = (content.length + PIECE_BYTES - 1) / PIECE_BYTES;
    try (WritableFile file = storage.create(path)) {
      long at = 0;
      for (int piece = 0; piece < pieces; piece++) {
        int from = piece * PIECE_BYTES;
        int length = Math.min(PIECE_BYTES, content.length - from);
        int crc = crc(databaseId, epoch.id().number(), piece, content, from, length);
        byte[] sealed =
            ByteBuffer.allocate(length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(content, from, length)
                .putInt(crc)
                .array();
        file.write(at, sealed, 0, sealed.length);
        at += sealed.length;
      }
      file.sync();
    }
  }

  private static byte[] encode(Epoch epoch) {
    long floats = (long) epoch.dim() * (1 + epoch.cellCount() + epoch.listCount());
    int length = Math.toIntExact(HEAD_BYTES + Float.BYTES * (floats + epoch.cellCount()));
    ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    EpochId id = epoch.id();
    out.put(MAGIC).putInt(FORMAT_VERSION).putInt(id.tableId()).putLong(id.number());
    out.putInt(id.columnId()).putInt(epoch.form().number()).putInt(epoch.dim());
    out.putInt(epoch.cellCount()).putInt(epoch.listCount()).putInt(0);
    out.putLong(epoch.rotationSeed()).putLong(epoch.figures().rowCount());
    out.putDouble(epoch.figures().meanResidual()).putDouble(epoch.figures().imbalance());
    put(epoch.mean(), out);
    put(epoch.cells(), out);
    for (int cell = 0; cell < epoch.cellCount(); cell++) {
      out.putInt(epoch.cellStarts()[cell + 1] - epoch.cellStarts()[cell]);
    }
    put(epoch.lists(), out);
    return out.array();
  }

  private static void put(float[] values, ByteBuffer out) {
    out.asFloatBuffer().put(values);
    out.position(out.position() + Float.BYTES * values.length);
  }

  /// Reads the file of an epoch.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if it is missing or damaged; `UNSUPPORTED` if a newer
  ///   program wrote it
  public static Epoch read(Storage storage, String path, UUID databaseId, EpochId id) {
    byte[] sealed = storage.read(path);
    byte[] content = new byte[sealed.length];
    int length = 0;
    int at = 0;
    for (int piece = 0; at < sealed.length; piece++) {
      int bytes = Math.min(PIECE_BYTES, sealed.length - at - Integer.BYTES);
      if (bytes <= 0) {
        throw damaged(path, at, "it ends within a checksum");
      }
      int expected = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN).getInt(at + bytes);
      int found = crc(databaseId, id.number(), piece, sealed, at, bytes);
      if (found != expected) {
        throw damaged(
            path, at, String.format("the checksum is %08x, expected %08x", found, expected));
      }
      System.arraycopy(sealed, at, content, length, bytes);
      length += bytes;
      at += bytes + Integer.BYTES;
    }
    if (length < HEAD_BYTES || !Arrays.equals(content, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw damaged(path, 0, "it does not begin as an epoch does");
    }
    ByteBuffer in = ByteBuffer.wrap(content, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    return decode(in.position(MAGIC.length), path, id);
  }

  private static Epoch decode(ByteBuffer in, String path, EpochId id) {
    int version = in.getInt();
    if (version != FORMAT_VERSION) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "file " + path + " has format " + version + "; this program knows " + FORMAT_VERSION);
    }
    int tableId = in.getInt();
    long number = in.getLong();
    EpochId found = new EpochId(tableId, in.getInt(), number);
    Form form = Form.of(in.getInt());
    int dim = in.getInt();
    int cellCount = in.getInt();
    int listCount = in.getInt();
    in.getInt();
    long floats = dim * (1L + cellCount + listCount);
    if (!found.equals(id)
        || form == null
        || HEAD_BYTES + Float.BYTES * (floats + cellCount) != in.limit()) {
      throw damaged(path, 12, "it is " + found + " in " + in.limit() + " bytes, expected " + id);
    }
    long rotationSeed = in.getLong();
    Epoch.Figures figures = new Epoch.Figures(in.getLong(), in.getDouble(), in.getDouble());
    float[] mean = floats(in, dim);
    float[] cells = floats(in, dim * cellCount);
    int[] starts = new int[cellCount + 1];
    for (int cell = 0; cell < cellCount; cell++) {
      starts[cell + 1] = starts[cell] + in.getInt();
    }
    float[] lists = floats(in, dim * listCount);
    try {
      return new Epoch(id, form, dim, mean, rotationSeed, cells, starts, lists, figures);
    } catch (IllegalArgumentException e) {
      throw damaged(path, HEAD_BYTES, String.valueOf(e.getMessage()));
    }
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(in.position() + Float.BYTES * count);
    return values;
  }

  private static int crc(
      UUID databaseId, long number, int piece, byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(
        ByteBuffer.allocate(4 * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(databaseId.getMostSignificantBits())
            .putLong(databaseId.getLeastSignificantBits())
            .putLong(number)
            .putLong(piece)
            .flip());
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  private static ProximaException damaged(String path, long offset, String what) {
    return new ProximaException(
        ErrorCode.CORRUPT_FILE, "file " + path + " is damaged at offset " + offset + ": " + what);
  }
}
