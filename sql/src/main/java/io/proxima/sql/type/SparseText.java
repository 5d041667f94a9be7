package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.vector.SparseVector;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Sparse vectors as text: `{index:value,…}/dim`, indices from 1 in any order, each once. Values of
/// 0 are left out.
final class SparseText {
  private SparseText() {}

  static SparseVector parse(String text) {
    String trimmed = text.strip();
    int close = trimmed.indexOf('}');
    int slash = trimmed.indexOf('/', Math.max(0, close));
    if (trimmed.charAt(0) != '{' || slash < 0 || !trimmed.substring(close + 1, slash).isBlank()) {
      throw VectorText.invalid(text, "expected {index:value, …}/dimension");
    }
    int dim = whole(text, trimmed.substring(slash + 1).strip(), SparseVector.MAX_DIM);
    String elements = trimmed.substring(1, close);
    SortedMap<Integer, Float> found = new TreeMap<>();
    if (!elements.isBlank()) {
      for (String element : elements.split(",", -1)) {
        add(text, element, dim, found);
      }
    }
    found.values().removeIf(value -> value == 0);
    if (found.size() > SparseVector.MAX_ELEMENTS) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "a sparse vector has at most "
              + SparseVector.MAX_ELEMENTS
              + " elements, got "
              + found.size());
    }
    return vector(dim, found);
  }

  private static void add(String text, String element, int dim, Map<Integer, Float> found) {
    int colon = element.indexOf(':');
    if (colon < 0) {
      throw VectorText.invalid(text, "expected index:value, got '" + element.strip() + "'");
    }
    int index = whole(text, element.substring(0, colon).strip(), dim);
    float value = VectorText.number(text, element.substring(colon + 1).strip(), index - 1);
    if (found.put(index - 1, value) != null) {
      throw VectorText.invalid(text, "index " + index + " comes twice");
    }
  }

  private static int whole(String text, String digits, int most) {
    if (digits.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(digits);
      if (number >= 1 && number <= most) {
        return (int) number;
      }
    }
    throw VectorText.invalid(text, "'" + digits + "' is no whole number from 1 to " + most);
  }

  private static SparseVector vector(int dim, SortedMap<Integer, Float> found) {
    int[] indices = new int[found.size()];
    float[] values = new float[indices.length];
    int count = 0;
    for (Map.Entry<Integer, Float> element : found.entrySet()) {
      indices[count] = element.getKey();
      values[count++] = element.getValue();
    }
    return SparseVector.of(dim, indices, values);
  }
}
