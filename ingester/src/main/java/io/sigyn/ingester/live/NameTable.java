package io.sigyn.ingester.live;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of structured metadata by number, so that rows need not repeat them. Only grows. Thread-safe. */
final class NameTable {
    private final Map<String, Integer> numbers = new HashMap<>();
    private volatile String[] names = new String[16];

    synchronized int number(String name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        if (number == names.length) {
            names = Arrays.copyOf(names, 2 * number);
        }
        names[number] = name;
        numbers.put(name, number);
        return number;
    }

    /** The numbers of names, in their order. */
    int[] numbers(List<String> wanted) {
        int[] found = new int[wanted.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = number(wanted.get(i));
        }
        return found;
    }

    /** The name of a number that was given out before the caller saw it. */
    String name(int number) {
        return names[number];
    }
}
