package io.sigyn.storage.segment;

/**
 * Metadata is stored under the name that it came with, and queries may know it by another: what is no letter or digit
 * becomes an underscore, {@code key} may come before it, {@code _extracted} behind it. Pure.
 */
final class MetadataNames {
    private static final String CONFLICT = "_extracted";

    private MetadataNames() {}

    /** Whether a query may mean the stored name when it says another; false is certain. */
    static boolean mayBeCalled(String stored, String asked) {
        if (stored.equals(asked)) {
            return true;
        }
        String core = core(stored);
        return core.equals(core(asked))
                || (asked.endsWith(CONFLICT)
                        && core.equals(core(asked.substring(0, asked.length() - CONFLICT.length()))));
    }

    /** What the spellings of a name have in common. */
    private static String core(String name) {
        StringBuilder core = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            core.append((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_');
        }
        int start = 0;
        if (core.indexOf("key") == 0) {
            start = 3;
        }
        while (start < core.length() && core.charAt(start) == '_') {
            start++;
        }
        return core.substring(start);
    }
}
