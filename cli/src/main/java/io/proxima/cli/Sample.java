package io.proxima.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/// The bundled sample: research abstracts and questions with their embeddings, read from Avro files
/// in the jar.
record Sample(List<Paper> papers, List<Question> questions) {
  /// The number of dimensions of every embedding.
  static final int DIM = 384;

  /// One abstract.
  record Paper(String id, String title, String text, int year, String venue, float[] embedding) {}

  /// One question in natural language.
  record Question(int id, String text, float[] embedding) {}

  /// Reads the whole sample.
  static Sample load() throws IOException {
    return new Sample(
        read(
            "papers.avro",
            row ->
                new Paper(
                    row.get("id").toString(),
                    row.get("title").toString(),
                    row.get("abstract").toString(),
                    (int) row.get("year"),
                    row.get("venue").toString(),
                    embedding(row))),
        read(
            "questions.avro",
            row -> new Question((int) row.get("id"), row.get("text").toString(), embedding(row))));
  }

  /// The question with that id.
  Question question(int id) {
    return questions.stream().filter(question -> question.id() == id).findFirst().orElseThrow();
  }

  private static <T> List<T> read(String name, Function<GenericRecord, T> toValue)
      throws IOException {
    List<T> values = new ArrayList<>();
    try (InputStream in =
            Objects.requireNonNull(Sample.class.getResourceAsStream("sample/" + name), name);
        DataFileStream<GenericRecord> rows = new DataFileStream<>(in, new GenericDatumReader<>())) {
      rows.forEach(row -> values.add(toValue.apply(row)));
    }
    return values;
  }

  private static float[] embedding(GenericRecord row) {
    ByteBuffer halves =
        ByteBuffer.wrap(((GenericFixed) row.get("embedding")).bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = Float.float16ToFloat(halves.getShort());
    }
    return vector;
  }
}
