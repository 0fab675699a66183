package io.sigyn.logql.go;

/** A day of the Gregorian calendar, for any number of days that fits a long. Immutable. */
public record CivilDate(long year, int month, int day) {
    private static final int DAYS_OF_ERA = 146_097;
    private static final int[] DAYS_BEFORE_MONTH = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    /** The method counts years from March, so that the leap day ends one. */
    public static CivilDate ofEpochDay(long epochDay) {
        long shifted = epochDay + 719_468;
        long era = Math.floorDiv(shifted, (long) DAYS_OF_ERA);
        int dayOfEra = (int) (shifted - era * DAYS_OF_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * dayOfYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        int day = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
        return new CivilDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
    }

    /** Days since 1970; months and days beyond their range count on into the next or previous ones. */
    public static long epochDay(long year, long month, long day) {
        long fullYear = year + Math.floorDiv(month - 1, 12L);
        int monthOfYear = (int) Math.floorMod(month - 1, 12L);
        long before = fullYear - 1;
        long days =
                365 * before + Math.floorDiv(before, 4L) - Math.floorDiv(before, 100L) + Math.floorDiv(before, 400L);
        int leap = monthOfYear >= 2 && isLeap(fullYear) ? 1 : 0;
        return days + DAYS_BEFORE_MONTH[monthOfYear] + leap + day - 1 - 719_162;
    }

    /** 1 is the first of January. */
    public int dayOfYear() {
        return DAYS_BEFORE_MONTH[month - 1] + day + (month > 2 && isLeap(year) ? 1 : 0);
    }

    static boolean isLeap(long year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }

    static int daysIn(int month, long year) {
        return month == 2 && isLeap(year) ? 29 : DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1];
    }
}
