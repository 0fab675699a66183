package io.sigyn.logql.go;

/** Tells by its look whether a text starts with the abbreviation of a zone. All functions are pure. */
final class ZoneName {
    private ZoneName() {}

    /** The length of the abbreviation, 0 if there is none: three to five capitals, or an offset with or without GMT. */
    static int length(String text) {
        if (text.length() < 3) {
            return 0;
        }
        if (text.startsWith("ChST") || text.startsWith("MeST")) {
            return 4;
        }
        if (text.startsWith("GMT")) {
            return 3 + signedHours(text, 3);
        }
        if (text.charAt(0) == '+' || text.charAt(0) == '-') {
            return signedHours(text, 0);
        }
        int capitals = 0;
        while (capitals < 6 && capitals < text.length() && isCapital(text.charAt(capitals))) {
            capitals++;
        }
        return switch (capitals) {
            case 3 -> 3;
            case 4 -> text.charAt(3) == 'T' || text.startsWith("WITA") ? 4 : 0;
            case 5 -> text.charAt(4) == 'T' ? 5 : 0;
            default -> 0;
        };
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static int signedHours(String text, int from) {
        if (from >= text.length() || (text.charAt(from) != '+' && text.charAt(from) != '-')) {
            return 0;
        }
        int at = from + 1;
        int hours = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9' && hours <= 23) {
            hours = hours * 10 + (text.charAt(at) - '0');
            at++;
        }
        return at == from + 1 || hours > 23 ? 0 : at - from;
    }
}
