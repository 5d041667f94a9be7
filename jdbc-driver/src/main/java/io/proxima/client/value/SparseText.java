package io.proxima.client.value;

import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads sparse vectors: `{index:value,…}/dim`, indices from 1 in any order, each once.
final class SparseText {
  private static final Pattern FORM =
      Pattern.compile("\\s*\\{([^}]*)\\}\\s*/\\s*([0-9]{1,9}|1000000000)\\s*");
  private static final Pattern ELEMENT = Pattern.compile("\\s*([0-9]{1,9}|1000000000)\\s*:(.*)");

  private SparseText() {}

  static SparseVector parse(String text, Place place) throws SessionException {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw place.unreadable("SPARSEVEC as {1:0.5,7:2}/8", text);
    }
    TreeMap<Integer, Float> found = new TreeMap<>();
    if (!form.group(1).isBlank()) {
      for (String element : form.group(1).split(",", -1)) {
        add(element, found, place);
      }
    }
    int[] indices = new int[found.size()];
    float[] values = new float[indices.length];
    int count = 0;
    for (Map.Entry<Integer, Float> element : found.entrySet()) {
      indices[count] = element.getKey();
      values[count++] = element.getValue();
    }
    try {
      return new SparseVector(Integer.parseInt(form.group(2)), indices, values);
    } catch (IllegalArgumentException e) {
      throw place.error("22P02", String.valueOf(e.getMessage()));
    }
  }

  private static void add(String element, Map<Integer, Float> found, Place place)
      throws SessionException {
    Matcher parts = ELEMENT.matcher(element);
    if (!parts.matches()) {
      throw place.unreadable("index:value", element);
    }
    int index = Integer.parseInt(parts.group(1));
    float value = VectorText.number(parts.group(2).trim(), index, place);
    if (found.put(index - 1, value) != null) {
      throw place.error("22P02", "index " + index + " comes twice");
    }
  }
}
