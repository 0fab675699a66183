package io.sigyn.logql.pipeline;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Lines as logs have them, and worse: JSON, logfmt, text, cut off, bent, of any bytes; with metadata. For one thread. */
final class RandomEntries {
    /** @param repeatsKeys whether a name may be there more than once, so that it counts which one is taken */
    record Entry(byte[] line, List<String> metadata, boolean repeatsKeys) {}

    private static final String[] LEVELS = {"error", "info", "warn", "ERROR", ""};
    private static final String[] NUMBERS = {"0", "7", "500", "200", "-1.5", "1e3", "99999999999999999999", "0x1F"};
    private static final String[] DURATIONS = {"1s", "250ms", "1.5h", "3", "2m3s", "x"};
    private static final String[] SIZES = {"10KB", "1MiB", "12", "1.5 GB", "y"};
    private static final String[] ADDRESSES = {"10.0.0.1", "192.168.4.77", "fe80::1", "no address"};
    private static final String[] TEXTS = {
        "hello", "a b", "é上🚀", "q\\\"q", "back\\\\slash", "tab\\t", "u\\u00e9x", "\\ud800"
    };

    private final Random random;

    RandomEntries(long seed) {
        this.random = new Random(seed);
    }

    List<Entry> some(int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(one());
        }
        return entries;
    }

    private Entry one() {
        boolean repeats = random.nextInt(8) == 0;
        byte[] line = switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> bytes(json(repeats));
            case 4, 5, 6 -> bytes(logfmt(repeats));
            case 7 -> bytes(text());
            case 8 -> bytes("{\"_entry\":\"" + of(TEXTS) + " packed\",\"pod\":\"p" + random.nextInt(3) + "\"}");
            default -> noise();
        };
        boolean broken = random.nextInt(6) == 0;
        List<String> metadata = metadata();
        boolean again = Stream.of("trace", "app", "level").anyMatch(metadata::contains);
        return new Entry(broken ? bent(line) : line, metadata, repeats || broken || again);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String of(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String json(boolean repeats) {
        List<String> members = new ArrayList<>();
        add(members, "\"level\":\"" + of(LEVELS) + "\"");
        add(members, "\"status\":" + of(NUMBERS));
        add(members, "\"req\":{\"path\":\"/" + of(TEXTS) + "\",\"n\":" + random.nextInt(5) + ",\"in\":{\"x\":true}}");
        add(members, "\"list\":[1,{\"k\":\"v\"}]");
        add(members, "\"app\":\"json" + random.nextInt(2) + "\"");
        add(members, "\"trace\":\"j" + random.nextInt(3) + "\"");
        add(members, "\"text\":\"" + of(TEXTS) + "\"");
        add(members, "\"st\\u0061te\":\"error\"");
        add(members, "\"none\":null");
        add(members, "\"9 lives\":\"cat\"");
        java.util.Collections.shuffle(members, random);
        if (repeats && !members.isEmpty()) {
            members.add("\"level\":\"" + of(LEVELS) + "\"");
            members.add(members.get(0));
        }
        return "{" + String.join(random.nextBoolean() ? "," : " , ", members) + "}";
    }

    private void add(List<String> members, String member) {
        if (random.nextInt(3) > 0) {
            members.add(member);
        }
    }

    private String logfmt(boolean repeats) {
        List<String> pairs = new ArrayList<>();
        add(pairs, "lvl=" + of(LEVELS));
        add(pairs, "code=" + of(NUMBERS));
        add(pairs, "took=" + of(DURATIONS));
        add(pairs, "size=\"" + of(SIZES) + "\"");
        add(pairs, "ip=" + of(ADDRESSES).replace(' ', '_'));
        add(pairs, "app=fmt" + random.nextInt(2));
        add(pairs, "trace=f" + random.nextInt(3));
        add(pairs, "msg=\"" + of(TEXTS) + "\"");
        add(pairs, "bare");
        add(pairs, "odd.key=1");
        java.util.Collections.shuffle(pairs, random);
        if (repeats && !pairs.isEmpty()) {
            pairs.add("lvl=" + of(LEVELS));
            pairs.add(pairs.get(0));
        }
        return String.join(" ", pairs);
    }

    private String text() {
        return of(ADDRESSES) + " - bob [" + random.nextInt(60) + "] \u001b[31m" + of(LEVELS) + "\u001b[0m " + of(TEXTS)
                + " " + of(NUMBERS);
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(40)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] bent(byte[] line) {
        if (line.length == 0) {
            return line;
        }
        int at = random.nextInt(line.length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(line, 0, at);
        switch (random.nextInt(3)) {
            case 0 -> {}
            case 1 -> {
                out.write("\"{}\\= ".charAt(random.nextInt(6)));
                out.write(line, at, line.length - at);
            }
            default -> {
                out.write(random.nextInt(256));
                out.write(line, at + 1, line.length - at - 1);
            }
        }
        return out.toByteArray();
    }

    private List<String> metadata() {
        List<String> pairs = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            pairs.addAll(List.of("trace", "m" + random.nextInt(3)));
        }
        if (random.nextInt(4) == 0) {
            pairs.addAll(List.of("detected.level", of(LEVELS)));
        }
        if (random.nextInt(6) == 0) {
            pairs.addAll(List.of("app", "meta"));
        }
        if (random.nextInt(8) == 0) {
            pairs.addAll(List.of("level", of(LEVELS)));
        }
        return pairs;
    }
}
