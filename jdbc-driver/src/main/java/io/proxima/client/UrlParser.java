package io.proxima.client;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a URL and the properties beside it.
///
/// - **Threads:** one thread; one parser per URL.
final class UrlParser {
  private static final int LONGEST = 32_768;
  private static final int MOST_HOSTS = 16;
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]{2,45}]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
  private static final Pattern MEMORY_NAME = Pattern.compile("[A-Za-z0-9._-]{0,128}");

  private final Map<String, String> found = new LinkedHashMap<>();

  static ProximaUrl parse(String url, Properties properties) throws SessionException {
    if (!url.startsWith(ProximaUrl.PREFIX)) {
      throw error("the URL does not start with " + ProximaUrl.PREFIX);
    }
    if (url.length() > LONGEST) {
      throw error("the URL has " + url.length() + " characters, at most " + LONGEST);
    }
    for (int i = 0; i < url.length(); i++) {
      if (Character.isISOControl(url.charAt(i))) {
        throw error("control character at position " + (i + 1) + " of the URL");
      }
    }
    return new UrlParser().read(url.substring(ProximaUrl.PREFIX.length()), properties);
  }

  private ProximaUrl read(String rest, Properties properties) throws SessionException {
    ProximaUrl.Kind kind;
    String location;
    if (rest.startsWith("file:")) {
      kind = ProximaUrl.Kind.FILE;
      location = embedded(rest.substring("file:".length()), kind);
      if (location.isBlank()) {
        throw error("the URL has no path behind file:");
      }
    } else if (rest.startsWith("mem:")) {
      kind = ProximaUrl.Kind.MEMORY;
      location = embedded(rest.substring("mem:".length()), kind);
      if (!MEMORY_NAME.matcher(location).matches()) {
        throw error(
            "the name behind mem: may have up to 128 letters, digits, '.', '_' and '-', found '"
                + printable(location)
                + "'");
      }
    } else if (rest.startsWith("//")) {
      kind = ProximaUrl.Kind.REMOTE;
      location = remote(rest.substring(2));
    } else {
      throw error("expected file:, mem: or // behind " + ProximaUrl.PREFIX);
    }
    addAll(kind, properties);
    return new ProximaUrl(kind, location, found);
  }

  /// The path or name in front of `;name=value…`.
  private String embedded(String rest, ProximaUrl.Kind kind) throws SessionException {
    int end = rest.indexOf(';');
    if (end < 0) {
      return rest;
    }
    for (String pair : rest.substring(end + 1).split(";", -1)) {
      addPair(kind, pair, false);
    }
    return rest.substring(0, end);
  }

  /// The hosts, each with its port; keeps the schema and what stands behind `?`.
  private String remote(String rest) throws SessionException {
    int question = rest.indexOf('?');
    String address = question < 0 ? rest : rest.substring(0, question);
    int slash = address.indexOf('/');
    String hosts = hosts(slash < 0 ? address : address.substring(0, slash));
    String schema = slash < 0 ? "" : decode(address.substring(slash + 1), "schema");
    if (schema.indexOf('/') >= 0) {
      throw error("the path of the URL is the name of a schema, without '/'");
    }
    if (!schema.isEmpty()) {
      add(ProximaUrl.Kind.REMOTE, UrlProperty.SCHEMA.text(), schema);
    }
    if (question >= 0) {
      for (String pair : rest.substring(question + 1).split("&", -1)) {
        addPair(ProximaUrl.Kind.REMOTE, pair, true);
      }
    }
    return hosts;
  }

  private static String hosts(String text) throws SessionException {
    if (text.indexOf('@') >= 0) {
      throw error("give the user with the property user, not in front of the host");
    }
    List<String> hosts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Matcher host = HOST.matcher(part);
      if (!host.matches()) {
        throw error("expected host or host:port, found '" + printable(part) + "'");
      }
      String port = host.group(2);
      int number = port == null ? ProximaUrl.DEFAULT_PORT : Integer.parseInt(port);
      if (number < 1 || number > 65_535) {
        throw error("expected a port from 1 to 65535, found " + number);
      }
      hosts.add(host.group(1) + ":" + number);
    }
    if (hosts.size() > MOST_HOSTS) {
      throw error("the URL has " + hosts.size() + " hosts, at most " + MOST_HOSTS);
    }
    return String.join(",", hosts);
  }

  private void addPair(ProximaUrl.Kind kind, String pair, boolean encoded) throws SessionException {
    if (pair.isEmpty()) {
      return;
    }
    int equals = pair.indexOf('=');
    if (equals < 1) {
      throw error("expected name=value" + (equals < 0 ? ", found a name alone" : ""));
    }
    String name = pair.substring(0, equals);
    String value = pair.substring(equals + 1);
    add(kind, name, encoded ? decode(value, name) : value);
  }

  private void addAll(ProximaUrl.Kind kind, Properties properties) throws SessionException {
    for (Object name : properties.keySet()) {
      if (!(name instanceof String text) || properties.getProperty(text) == null) {
        throw error("property " + printable(String.valueOf(name)) + ": expected text");
      }
    }
    for (String name : properties.stringPropertyNames()) {
      add(kind, name, properties.getProperty(name));
    }
  }

  private void add(ProximaUrl.Kind kind, String name, String value) throws SessionException {
    UrlProperty property = UrlProperty.of(name).orElse(null);
    if (property == null) {
      List<String> near = NearNames.of(name);
      String hint =
          near.isEmpty()
              ? "known are " + UrlProperty.names()
              : "did you mean " + String.join(" or ", near) + "?";
      throw error("unknown property '" + printable(name) + "'; " + hint);
    }
    if (!property.isFor(kind)) {
      throw error("property " + name + " means nothing for a " + kind.text() + " URL");
    }
    property.check(value);
    String before = found.put(name, value);
    if (before != null && !before.equals(value)) {
      throw error("property " + name + " is given twice, with different values");
    }
  }

  /// Undoes percent-encoding.
  private static String decode(String text, String name) throws SessionException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] source = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer target = ByteBuffer.allocate(source.length);
    for (int i = 0; i < source.length; i++) {
      if (source[i] != '%') {
        target.put(source[i]);
        continue;
      }
      int high = i + 2 < source.length ? Character.digit(source[i + 1], 16) : -1;
      int low = i + 2 < source.length ? Character.digit(source[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw error(printable(name) + ": expected two hexadecimal digits behind %");
      }
      target.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(target.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new SessionException("22023", printable(name) + ": not UTF-8 behind %", 0, e);
    }
  }

  /// At most 64 characters, without control characters.
  static String printable(String text) {
    String shortened = text.length() <= 64 ? text : text.substring(0, 64) + "…";
    return shortened.replaceAll("\\p{Cntrl}", "?");
  }

  private static SessionException error(String message) {
    return new SessionException("22023", message);
  }
}
