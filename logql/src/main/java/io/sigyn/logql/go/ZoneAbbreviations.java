package io.sigyn.logql.go;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the offsets of a zone are called, taken from the tz database. Thread-safe; the table is read on first use.
 *
 * <p>A line of the table: {@code 3600=CET,7200=CEST Europe/Berlin Europe/Madrid}. Offsets that are shown as numbers are
 * left out. Of several names that an offset had since 1970 it has the last.
 */
final class ZoneAbbreviations {
    private static final Map<String, Map<Integer, String>> TABLE = read();
    private static final long EPOCH_OF_STANDARD_TIME = -1_500_000_000L;

    private ZoneAbbreviations() {}

    static boolean knows(String zone) {
        return TABLE.containsKey(zone);
    }

    static String of(String zone, int offsetSeconds, long epochSeconds) {
        String name = TABLE.getOrDefault(zone, Map.of()).get(offsetSeconds);
        if (name != null) {
            return name;
        }
        if (offsetSeconds % 60 != 0 || (epochSeconds < EPOCH_OF_STANDARD_TIME && offsetSeconds % 900 != 0)) {
            return "LMT";
        }
        int minutes = Math.abs(offsetSeconds) / 60;
        String hours = (offsetSeconds < 0 ? "-" : "+") + minutes / 600 + minutes / 60 % 10;
        return minutes % 60 == 0 ? hours : hours + minutes % 60 / 10 + minutes % 10;
    }

    static List<Integer> offsets(String zone, String abbreviation) {
        List<Integer> offsets = new ArrayList<>();
        TABLE.getOrDefault(zone, Map.of()).forEach((offset, name) -> {
            if (name.equals(abbreviation)) {
                offsets.add(offset);
            }
        });
        return offsets;
    }

    private static Map<String, Map<Integer, String>> read() {
        Map<String, Map<Integer, String>> table = new HashMap<>();
        try (InputStream in = ZoneAbbreviations.class.getResourceAsStream("zone-abbreviations.txt")) {
            if (in == null) {
                throw new IllegalStateException(
                        "zone-abbreviations.txt is not in the jar (expected: beside its class)");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> readLine(line, table));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read zone-abbreviations.txt from the jar", e);
        }
        return Map.copyOf(table);
    }

    private static void readLine(String line, Map<String, Map<Integer, String>> table) {
        int names = line.indexOf(' ');
        Map<Integer, String> abbreviations = new HashMap<>();
        for (int at = 0; at < names; ) {
            int equals = line.indexOf('=', at);
            if (equals < 0 || equals > names) {
                break; // A zone whose offsets are all shown as numbers.
            }
            int comma = line.indexOf(',', equals);
            int end = comma < 0 || comma > names ? names : comma;
            abbreviations.put(Integer.parseInt(line, at, equals, 10), line.substring(equals + 1, end));
            at = end + 1;
        }
        for (int at = names + 1; at < line.length(); ) {
            int blank = line.indexOf(' ', at);
            int end = blank < 0 ? line.length() : blank;
            table.put(line.substring(at, end), abbreviations);
            at = end + 1;
        }
    }
}
