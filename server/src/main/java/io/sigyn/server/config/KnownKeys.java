package io.sigyn.server.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which keys there are: ours from the registry, Loki's other ones from {@code known-keys.txt}. Immutable. */
final class KnownKeys {
    private final List<Pattern> meaningless = new ArrayList<>();
    private final Set<String> all = new TreeSet<>(Setting.ALL.keySet());

    KnownKeys() {
        LimitsReader.COMPONENTS.keySet().forEach(key -> all.add("limits_config." + key));
        try (InputStream stream = KnownKeys.class.getResourceAsStream("known-keys.txt")) {
            if (stream == null) {
                throw new IllegalStateException("known-keys.txt is not in the jar (expected: built by Maven)");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line :
                    reader.lines().filter(line -> !line.startsWith("#")).toList()) {
                meaningless.add(pattern(line));
                all.add(line.replace(".**", ""));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pattern pattern(String line) {
        boolean below = line.endsWith(".**");
        String[] parts = (below ? line.substring(0, line.length() - 3) : line).split("\\*", -1);
        String regex = Stream.of(parts).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
        return Pattern.compile(regex + (below ? "(\\..*)?" : ""));
    }

    boolean meansNothing(String path) {
        return meaningless.stream().anyMatch(pattern -> pattern.matcher(path).matches());
    }

    /** Whether a key that means something here lies below this path. */
    boolean hasSettingsBelow(String path) {
        String prefix = path + ".";
        return Setting.ALL.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** Whether some known key lies below this path. */
    boolean isBlock(String path) {
        String prefix = path + ".";
        return all.stream().anyMatch(key -> key.startsWith(prefix));
    }

    /** The known key that the unknown one most likely stands for. */
    String nearest(String path) {
        String parent = path.contains(".") ? path.substring(0, path.lastIndexOf('.') + 1) : "";
        String last = path.substring(path.lastIndexOf('.') + 1);
        Set<String> candidates =
                all.stream().flatMap(key -> prefixes(key).stream()).collect(Collectors.toSet());
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : new TreeSet<>(candidates)) {
            boolean sibling = candidate.startsWith(parent) && candidate.indexOf('.', parent.length()) < 0;
            int distance = 2 * distance(last, candidate.substring(candidate.lastIndexOf('.') + 1)) + (sibling ? 0 : 1);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best;
    }

    private static List<String> prefixes(String key) {
        List<String> prefixes = new ArrayList<>();
        for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
            prefixes.add(key.substring(0, dot));
        }
        prefixes.add(key);
        return prefixes;
    }

    /** How many letters must be put in, taken out or replaced. */
    private static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int[] current = new int[right.length() + 1];
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[right.length()];
    }
}
