package io.sigyn.logql.go;

import io.sigyn.logql.go.TimeLayout.Field;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one time written in a layout, as Go's {@code time.ParseInLocation} does. For one use. */
final class TimeParser {
    private static final int UNSET = -1;

    private final String layout;
    private final GoZone zone;
    private String rest;
    private boolean bad;

    private int year;
    private int month = UNSET;
    private int day = UNSET;
    private int dayOfYear = UNSET;
    private int hour;
    private int minute;
    private int second;
    private int nanos;
    private boolean afternoon;
    private boolean morning;
    private boolean utc;
    private @Nullable Integer offset;
    private String zoneName = "";

    TimeParser(String layout, String value, GoZone zone) {
        this.layout = layout;
        this.rest = value;
        this.zone = zone;
    }

    /** The time, or null if the value is not one of that layout. */
    @Nullable
    GoTime parse() {
        TimeLayout.Scanner scanner = new TimeLayout.Scanner(layout);
        int textFrom = 0;
        while (scanner.next()) {
            skip(layout.substring(textFrom, scanner.start));
            textFrom = scanner.end;
            if (bad) {
                return null;
            }
            read(scanner.field, scanner.end - scanner.start, textFrom);
            if (bad) {
                return null;
            }
        }
        skip(layout.substring(textFrom));
        return bad || !rest.isEmpty() ? null : assemble();
    }

    /** Passes over text between fields; runs of blanks count as one, and may be missing at the end of the value. */
    private void skip(String text) {
        int at = 0;
        int value = 0;
        while (at < text.length()) {
            if (text.charAt(at) == ' ') {
                bad |= value < rest.length() && rest.charAt(value) != ' ';
                at = pastBlanks(text, at);
                value = pastBlanks(rest, value);
            } else if (value < rest.length() && rest.charAt(value) == text.charAt(at)) {
                at++;
                value++;
            } else {
                bad = true;
                return;
            }
        }
        rest = rest.substring(value);
    }

    private static int pastBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private void read(Field field, int fieldLength, int layoutAt) {
        switch (field) {
            case YEAR -> {
                int twoDigits = digits(2, 2);
                year = twoDigits >= 69 ? 1900 + twoDigits : 2000 + twoDigits;
            }
            case LONG_YEAR -> year = digits(4, 4);
            case LONG_MONTH -> month = name(TimeLayout.MONTHS, 0) + 1;
            case MONTH -> month = name(TimeLayout.MONTHS, 3) + 1;
            case NUM_MONTH, ZERO_MONTH -> month = inRange(digits(field == Field.ZERO_MONTH ? 2 : 1, 2), 1, 12);
            case LONG_WEEKDAY -> name(TimeLayout.WEEKDAYS, 0);
            case WEEKDAY -> name(TimeLayout.WEEKDAYS, 3);
            case DAY, UNDER_DAY, ZERO_DAY -> {
                skipBlank(field == Field.UNDER_DAY);
                day = digits(field == Field.ZERO_DAY ? 2 : 1, 2);
            }
            case UNDER_YEAR_DAY, ZERO_YEAR_DAY -> {
                skipBlank(field == Field.UNDER_YEAR_DAY);
                skipBlank(field == Field.UNDER_YEAR_DAY);
                dayOfYear = digits(field == Field.ZERO_YEAR_DAY ? 3 : 1, 3);
            }
            case HOUR -> hour = inRange(digits(1, 2), 0, 23);
            case HOUR_12, ZERO_HOUR_12 -> hour = inRange(digits(field == Field.ZERO_HOUR_12 ? 2 : 1, 2), 0, 12);
            case MINUTE, ZERO_MINUTE -> minute = inRange(digits(field == Field.ZERO_MINUTE ? 2 : 1, 2), 0, 59);
            case SECOND, ZERO_SECOND -> readSecond(field, layoutAt);
            case PM -> readHalfOfDay("AM", "PM");
            case LOWER_PM -> readHalfOfDay("am", "pm");
            case ZONE -> readZoneName();
            case FRACTION_0 -> readFraction(fieldLength);
            case FRACTION_9 -> readOptionalFraction();
            default -> readOffset(field);
        }
    }

    private int inRange(int value, int low, int high) {
        bad |= value < low || value > high;
        return value;
    }

    private void skipBlank(boolean allowed) {
        if (allowed && rest.startsWith(" ")) {
            rest = rest.substring(1);
        }
    }

    private int digits(int least, int most) {
        int value = 0;
        int count = 0;
        while (count < most && isDigit(count)) {
            value = value * 10 + (rest.charAt(count) - '0');
            count++;
        }
        bad |= count < least;
        rest = rest.substring(count);
        return value;
    }

    private boolean isDigit(int at) {
        return at < rest.length() && rest.charAt(at) >= '0' && rest.charAt(at) <= '9';
    }

    private int name(List<String> names, int length) {
        for (int i = 0; i < names.size(); i++) {
            String name = length == 0 ? names.get(i) : names.get(i).substring(0, length);
            if (rest.regionMatches(true, 0, name, 0, name.length())) {
                rest = rest.substring(name.length());
                return i;
            }
        }
        bad = true;
        return 0;
    }

    private void readSecond(Field field, int layoutAt) {
        second = inRange(digits(field == Field.ZERO_SECOND ? 2 : 1, 2), 0, 59);
        boolean fractionFollows = rest.length() >= 2 && (rest.charAt(0) == '.' || rest.charAt(0) == ',') && isDigit(1);
        if (bad || !fractionFollows) {
            return;
        }
        TimeLayout.Scanner following = new TimeLayout.Scanner(layout.substring(layoutAt));
        boolean inLayout =
                following.next() && (following.field == Field.FRACTION_0 || following.field == Field.FRACTION_9);
        if (!inLayout) {
            readOptionalFraction();
        }
    }

    private void readOptionalFraction() {
        if (rest.length() < 2 || (rest.charAt(0) != '.' && rest.charAt(0) != ',') || !isDigit(1)) {
            return;
        }
        int end = 1;
        while (isDigit(end)) {
            end++;
        }
        readFraction(end);
    }

    private void readFraction(int length) {
        if (rest.length() < length || (rest.charAt(0) != '.' && rest.charAt(0) != ',')) {
            bad = true;
            return;
        }
        int value = 0;
        for (int i = 1; i < 10; i++) {
            if (i < length && !isDigit(i)) {
                bad = true;
                return;
            }
            value = value * 10 + (i < length ? rest.charAt(i) - '0' : 0);
        }
        nanos = value;
        rest = rest.substring(length);
    }

    private void readHalfOfDay(String am, String pm) {
        if (rest.startsWith(pm)) {
            afternoon = true;
        } else if (rest.startsWith(am)) {
            morning = true;
        } else {
            bad = true;
            return;
        }
        rest = rest.substring(2);
    }

    private void readOffset(Field field) {
        if (field.isIsoZone() && rest.startsWith("Z")) {
            rest = rest.substring(1);
            utc = true;
            return;
        }
        boolean negative = rest.startsWith("-");
        if (!negative && !rest.startsWith("+")) {
            bad = true;
            return;
        }
        rest = rest.substring(1);
        int hours = inRange(digits(2, 2), 0, 24);
        int minutes = field.isShortZone() ? 0 : offsetPart(field);
        int seconds = field.hasZoneSeconds() ? offsetPart(field) : 0;
        int total = (hours * 60 + minutes) * 60 + seconds;
        offset = negative ? -total : total;
    }

    private int offsetPart(Field field) {
        if (field.hasZoneColon()) {
            if (!rest.startsWith(":")) {
                bad = true;
                return 0;
            }
            rest = rest.substring(1);
        }
        return inRange(digits(2, 2), 0, 60);
    }

    private void readZoneName() {
        if (rest.startsWith("UTC")) {
            utc = true;
            rest = rest.substring(3);
            return;
        }
        int length = ZoneName.length(rest);
        bad |= length == 0;
        zoneName = rest.substring(0, length);
        rest = rest.substring(length);
    }

    private @Nullable GoTime assemble() {
        if (afternoon && hour < 12) {
            hour += 12;
        } else if (morning && hour == 12) {
            hour = 0;
        }
        if (dayOfYear != UNSET && !applyDayOfYear()) {
            return null;
        }
        int fullMonth = month == UNSET ? 1 : month;
        int fullDay = day == UNSET ? 1 : day;
        if (fullDay < 1 || fullDay > CivilDate.daysIn(fullMonth, year)) {
            return null;
        }
        long clock = CivilDate.epochDay(year, fullMonth, fullDay) * 86_400 + hour * 3600L + minute * 60L + second;
        if (utc) {
            return new GoTime(clock, nanos, GoZone.UTC);
        }
        if (offset != null) {
            return withOffset(clock, offset);
        }
        if (!zoneName.isEmpty()) {
            return withZoneName(clock);
        }
        return new GoTime(zone.toEpoch(clock), nanos, zone);
    }

    private boolean applyDayOfYear() {
        int days = CivilDate.isLeap(year) ? 366 : 365;
        if (dayOfYear < 1 || dayOfYear > days) {
            return false;
        }
        CivilDate date = CivilDate.ofEpochDay(CivilDate.epochDay(year, 1, dayOfYear));
        if ((month != UNSET && month != date.month()) || (day != UNSET && day != date.day())) {
            return false;
        }
        month = date.month();
        day = date.day();
        return true;
    }

    private GoTime withOffset(long clock, int seconds) {
        long epoch = clock - seconds;
        boolean ofZone =
                zone.offsetAt(epoch) == seconds && (zoneName.isEmpty() || zoneName.equals(zone.abbreviationAt(epoch)));
        return new GoTime(epoch, nanos, ofZone ? zone : GoZone.fixed(zoneName, seconds));
    }

    private GoTime withZoneName(long clock) {
        Integer known = zone.offsetNamed(zoneName, clock);
        if (known != null) {
            return new GoTime(clock - known, nanos, zone);
        }
        int seconds = 0;
        if (zoneName.length() > 3 && zoneName.toUpperCase(Locale.ROOT).startsWith("GMT")) {
            seconds = Integer.parseInt(zoneName.substring(3)) * 3600;
        }
        return new GoTime(clock - seconds, nanos, GoZone.fixed(zoneName, seconds));
    }
}
