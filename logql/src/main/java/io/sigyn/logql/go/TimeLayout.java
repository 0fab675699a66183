package io.sigyn.logql.go;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Layouts of times made of Go's reference time, {@code Mon Jan 2 15:04:05 MST 2006}: which parts of a layout mean
 * something, and how a time is written in it. All functions
 * are pure, but for a bounded memory of the layouts seen.
 */
final class TimeLayout {
    static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    static final List<String> WEEKDAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final int SHORT_NAME = 3;
    private static final int MAX_KNOWN_LAYOUTS = 256;
    private static final int MAX_KNOWN_LENGTH = 200;
    private static final Map<String, List<Part>> PARTS = new ConcurrentHashMap<>();

    private TimeLayout() {}

    static String month(int month) {
        return MONTHS.get(month - 1);
    }

    static String weekday(int weekday) {
        return WEEKDAYS.get(weekday);
    }

    /** What a part of a layout stands for; longer spellings come before those that they start with. */
    enum Field {
        LONG_MONTH("January"),
        MONTH("Jan"),
        LONG_WEEKDAY("Monday"),
        WEEKDAY("Mon"),
        ZONE("MST"),
        ZERO_YEAR_DAY("002"),
        ZERO_MONTH("01"),
        ZERO_DAY("02"),
        ZERO_HOUR_12("03"),
        ZERO_MINUTE("04"),
        ZERO_SECOND("05"),
        YEAR("06"),
        HOUR("15"),
        NUM_MONTH("1"),
        LONG_YEAR("2006"),
        DAY("2"),
        UNDER_YEAR_DAY("__2"),
        UNDER_DAY("_2"),
        HOUR_12("3"),
        MINUTE("4"),
        SECOND("5"),
        PM("PM"),
        LOWER_PM("pm"),
        NUM_SECONDS_ZONE("-070000"),
        NUM_COLON_SECONDS_ZONE("-07:00:00"),
        NUM_ZONE("-0700"),
        NUM_COLON_ZONE("-07:00"),
        NUM_SHORT_ZONE("-07"),
        ISO_SECONDS_ZONE("Z070000"),
        ISO_COLON_SECONDS_ZONE("Z07:00:00"),
        ISO_ZONE("Z0700"),
        ISO_COLON_ZONE("Z07:00"),
        ISO_SHORT_ZONE("Z07"),
        /** {@code .000}: exactly so many digits. */
        FRACTION_0(""),
        /** {@code .999}: without zeros at the end. */
        FRACTION_9("");

        private static final Field[] ALL = values();
        final String spelling;

        Field(String spelling) {
            this.spelling = spelling;
        }

        boolean isIsoZone() {
            return compareTo(ISO_SECONDS_ZONE) >= 0 && compareTo(ISO_SHORT_ZONE) <= 0;
        }

        boolean isNumericZone() {
            return compareTo(NUM_SECONDS_ZONE) >= 0 && compareTo(ISO_SHORT_ZONE) <= 0;
        }

        boolean hasZoneColon() {
            return spelling.indexOf(':') > 0;
        }

        boolean hasZoneSeconds() {
            return spelling.length() >= 7 && isNumericZone() && this != ISO_COLON_ZONE && this != NUM_COLON_ZONE;
        }

        boolean isShortZone() {
            return this == NUM_SHORT_ZONE || this == ISO_SHORT_ZONE;
        }
    }

    /** Walks over a layout: the next field, and what stands before it. */
    static final class Scanner {
        private final String layout;
        int start;
        int end;
        Field field = Field.ZONE;

        Scanner(String layout) {
            this.layout = layout;
        }

        /** Moves to the next field: {@code start} and {@code end} bound it. False at the end of the layout. */
        boolean next() {
            for (int at = end; at < layout.length(); at++) {
                if (matches(at)) {
                    return true;
                }
            }
            start = layout.length();
            return false;
        }

        private boolean matches(int at) {
            char c = layout.charAt(at);
            if (c == '.' || c == ',') {
                return matchesFraction(at);
            }
            for (Field candidate : Field.ALL) {
                String spelling = candidate.spelling;
                if (spelling.isEmpty() || spelling.charAt(0) != c || !layout.startsWith(spelling, at)) {
                    continue;
                }
                int after = at + spelling.length();
                boolean word = candidate == Field.MONTH || candidate == Field.WEEKDAY;
                if (word && after < layout.length() && Character.isLowerCase(layout.charAt(after))) {
                    continue; // "Jan" in "Jane" is text.
                }
                if (candidate == Field.UNDER_DAY && layout.startsWith("_2006", at)) {
                    return accept(Field.LONG_YEAR, at + 1, at + 5);
                }
                return accept(candidate, at, after);
            }
            return false;
        }

        private boolean matchesFraction(int at) {
            int after = at + 1;
            char digit = after < layout.length() ? layout.charAt(after) : ' ';
            if (digit != '0' && digit != '9') {
                return false;
            }
            while (after < layout.length() && layout.charAt(after) == digit) {
                after++;
            }
            if (after < layout.length() && Character.isDigit(layout.charAt(after))) {
                return false;
            }
            return accept(digit == '0' ? Field.FRACTION_0 : Field.FRACTION_9, at, after);
        }

        private boolean accept(Field found, int from, int to) {
            field = found;
            start = from;
            end = to;
            return true;
        }
    }

    /** A field and the text that stands before it; the last part of a layout has no field. */
    private record Part(String before, @Nullable Field field, String spelling) {}

    private static List<Part> parts(String layout) {
        List<Part> known = PARTS.get(layout);
        if (known != null) {
            return known;
        }
        List<Part> parts = new ArrayList<>();
        Scanner scanner = new Scanner(layout);
        int textFrom = 0;
        while (scanner.next()) {
            String spelling = layout.substring(scanner.start, scanner.end);
            parts.add(new Part(layout.substring(textFrom, scanner.start), scanner.field, spelling));
            textFrom = scanner.end;
        }
        parts.add(new Part(layout.substring(textFrom), null, ""));
        List<Part> result = List.copyOf(parts);
        if (PARTS.size() < MAX_KNOWN_LAYOUTS && layout.length() <= MAX_KNOWN_LENGTH) {
            PARTS.put(layout, result);
        }
        return result;
    }

    /** Writes a time in a layout. */
    static String format(GoTime time, String layout) {
        StringBuilder out = new StringBuilder(layout.length() + 16);
        CivilDate date = time.date();
        for (Part part : parts(layout)) {
            out.append(part.before);
            if (part.field != null) {
                write(out, time, date, part.field, part.spelling);
            }
        }
        return out.toString();
    }

    private static void write(StringBuilder out, GoTime time, CivilDate date, Field field, String spelling) {
        switch (field) {
            case LONG_MONTH -> out.append(month(date.month()));
            case MONTH -> out.append(month(date.month()), 0, SHORT_NAME);
            case NUM_MONTH -> out.append(date.month());
            case ZERO_MONTH -> padded(out, date.month(), 2, '0');
            case LONG_WEEKDAY -> out.append(weekday(time.weekday()));
            case WEEKDAY -> out.append(weekday(time.weekday()), 0, SHORT_NAME);
            case DAY -> out.append(date.day());
            case UNDER_DAY -> padded(out, date.day(), 2, ' ');
            case ZERO_DAY -> padded(out, date.day(), 2, '0');
            case UNDER_YEAR_DAY -> padded(out, date.dayOfYear(), 3, ' ');
            case ZERO_YEAR_DAY -> padded(out, date.dayOfYear(), 3, '0');
            case LONG_YEAR -> longYear(out, date.year());
            case YEAR -> padded(out, Math.abs(date.year() % 100), 2, '0');
            case HOUR -> padded(out, time.hour(), 2, '0');
            case HOUR_12 -> out.append(hour12(time));
            case ZERO_HOUR_12 -> padded(out, hour12(time), 2, '0');
            case MINUTE -> out.append(time.minute());
            case ZERO_MINUTE -> padded(out, time.minute(), 2, '0');
            case SECOND -> out.append(time.second());
            case ZERO_SECOND -> padded(out, time.second(), 2, '0');
            case PM -> out.append(time.hour() >= 12 ? "PM" : "AM");
            case LOWER_PM -> out.append(time.hour() >= 12 ? "pm" : "am");
            case ZONE -> zone(out, time);
            case FRACTION_0, FRACTION_9 -> fraction(out, time.nanos(), field, spelling);
            default -> offset(out, time.zone().offsetAt(time.seconds()), field);
        }
    }

    private static int hour12(GoTime time) {
        int hour = time.hour() % 12;
        return hour == 0 ? 12 : hour;
    }

    private static void longYear(StringBuilder out, long year) {
        if (year < 0) {
            out.append('-');
        }
        padded(out, Math.abs(year), 4, '0');
    }

    private static void padded(StringBuilder out, long value, int width, char padding) {
        for (long limit = width == 4 ? 1000 : width == 3 ? 100 : 10; limit > 1 && value < limit; limit /= 10) {
            out.append(padding);
        }
        out.append(value);
    }

    private static void zone(StringBuilder out, GoTime time) {
        String name = time.zone().abbreviationAt(time.seconds());
        if (!name.isEmpty()) {
            out.append(name);
            return;
        }
        int minutes = time.zone().offsetAt(time.seconds()) / 60;
        out.append(minutes < 0 ? '-' : '+');
        padded(out, Math.abs(minutes) / 60, 2, '0');
        padded(out, Math.abs(minutes) % 60, 2, '0');
    }

    private static void offset(StringBuilder out, int seconds, Field field) {
        if (seconds == 0 && field.isIsoZone()) {
            out.append('Z');
            return;
        }
        int minutes = Math.abs(seconds / 60);
        out.append(seconds / 60 < 0 ? '-' : '+');
        padded(out, minutes / 60, 2, '0');
        if (field.isShortZone()) {
            return;
        }
        String colon = field.hasZoneColon() ? ":" : "";
        padded(out.append(colon), minutes % 60, 2, '0');
        if (field.hasZoneSeconds()) {
            padded(out.append(colon), Math.abs(seconds % 60), 2, '0');
        }
    }

    private static void fraction(StringBuilder out, int nanos, Field field, String spelling) {
        int count = Math.min(spelling.length() - 1, 9);
        String digits = Integer.toString(1_000_000_000 + nanos).substring(1);
        int end = count;
        if (field == Field.FRACTION_9) {
            while (end > 0 && digits.charAt(end - 1) == '0') {
                end--;
            }
            if (end == 0) {
                return;
            }
        }
        out.append(spelling.charAt(0)).append(digits, 0, end);
    }
}
