package io.sigyn.logql.go;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTimeTest {
    private static final GoTime TIME = new GoTime(1767614438, 123456789, GoZone.LOCAL);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2006-01-02T15:04:05.000Z07:00|2026-01-05T12:00:38.123Z",
                "Mon Jan _2 15:04:05 2006|Mon Jan  5 12:00:38 2026",
                "Mon, 02 Jan 2006 15:04:05 MST|Mon, 05 Jan 2026 12:00:38 UTC",
                "Monday, January 2 2006|Monday, January 5 2026",
                "3:04PM 03:04pm|12:00PM 12:00pm",
                "1/2/06|1/5/26",
                "2006-002 __2|2026-005   5",
                "-0700 -07:00 -07 Z0700 Z07:00 Z07 -070000 -07:00:00|+0000 +00:00 +00 Z Z Z +000000 +00:00:00",
                "05.000000000 05,000 5.9 4.999|38.123456789 38,123 38.1 0.123",
                "_2006|_2026",
                "Janet|Janet",
                "at 20060102150405|at 20260105120038",
                "15h|12h",
                "11|11"
            })
    void a_layout_shows_the_fields_it_names(String layout, String text) {
        assertThat(TIME.format(layout)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "01/02 03:04:05PM '06 -0700|UTC|01/05 12:00:38PM '26 +0000",
                "01/02 03:04:05PM '06 -0700|America/New_York|01/05 07:00:38AM '26 -0500",
                "Mon Jan _2 15:04:05 2006|Asia/Kathmandu|Mon Jan  5 17:45:38 2026",
                "Mon Jan _2 15:04:05 MST 2006|America/New_York|Mon Jan  5 07:00:38 EST 2026",
                "Mon Jan _2 15:04:05 MST 2006|Asia/Kathmandu|Mon Jan  5 17:45:38 +0545 2026",
                "Mon Jan 02 15:04:05 -0700 2006|Asia/Kathmandu|Mon Jan 05 17:45:38 +0545 2026",
                "02 Jan 06 15:04 MST|Europe/Berlin|05 Jan 26 13:00 CET",
                "02 Jan 06 15:04 -0700|America/New_York|05 Jan 26 07:00 -0500",
                "Monday, 02-Jan-06 15:04:05 MST|UTC|Monday, 05-Jan-26 12:00:38 UTC",
                "Mon, 02 Jan 2006 15:04:05 -0700|Asia/Kolkata|Mon, 05 Jan 2026 17:30:38 +0530",
                "2006-01-02T15:04:05Z07:00|UTC|2026-01-05T12:00:38Z",
                "2006-01-02T15:04:05Z07:00|America/New_York|2026-01-05T07:00:38-05:00",
                "2006-01-02T15:04:05.999999999Z07:00|America/New_York|2026-01-05T07:00:38.123456789-05:00",
                "3:04PM|Asia/Shanghai|8:00PM",
                "Jan _2 15:04:05.000|UTC|Jan  5 12:00:38.123",
                "Jan _2 15:04:05.000000|UTC|Jan  5 12:00:38.123456",
                "Jan _2 15:04:05.000000000|UTC|Jan  5 12:00:38.123456789",
                "2006-01-02 15:04:05|Asia/Tokyo|2026-01-05 21:00:38",
                "Z070000 Z07:00:00|Asia/Kathmandu|+054500 +05:45:00"
            })
    void the_layouts_that_go_names_show_the_time_of_their_zone(String layout, String zoneName, String text) {
        GoZone zone = GoZone.load(zoneName);
        assertThat(zone).isNotNull();
        assertThat(TIME.in(zone).format(layout)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2006-01-02T15:04:05.999999999Z07:00|1",
                "Mon, 02 Jan 2006 15:04:05.000 -0700|1000000",
                "Monday, January _2 2006 3:04:05PM -07:00|1000000000",
                "2006-002 15:04:05.000000 -070000|1000",
                "20060102150405.000000000Z0700|1"
            })
    void a_time_that_was_written_is_read_back(String layout, long unit) {
        Random random = new Random(3);
        String[] zones = {"UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland"};
        for (int i = 0; i < 2_000; i++) {
            GoZone zone = GoZone.load(zones[random.nextInt(zones.length)]);
            assertThat(zone).isNotNull();
            long seconds = random.nextInt(2_000_000_000);
            int nanos = (int) (random.nextInt(1_000_000_000) / unit * unit);
            String written = new GoTime(seconds, nanos, zone).format(layout);
            GoTime read = GoTime.parse(layout, written, GoZone.UTC);
            assertThat(read).as(written).isNotNull();
            assertThat(read.seconds()).as(written).isEqualTo(seconds);
            assertThat(read.format(layout)).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2006-01-02|2026-01-05|2026-01-05 00:00:00 +0000 UTC",
                "2006-01-02T15:04:05Z07:00|2026-01-05T12:34:56.789Z|2026-01-05 12:34:56.789 +0000 UTC",
                "2006-01-02T15:04:05Z07:00|2026-01-05T12:34:56+02:00|2026-01-05 12:34:56 +0200 +0200",
                "2006-01-02 15:04:05 -0700|2026-01-05 12:34:56 -0530|2026-01-05 12:34:56 -0530 -0530",
                "Mon, 02 Jan 2006 15:04:05 MST|Mon, 05 Jan 2026 12:34:56 GMT|2026-01-05 12:34:56 +0000 GMT",
                "Mon, 02 Jan 2006 15:04:05 MST|Mon, 05 Jan 2026 12:34:56 CET|2026-01-05 12:34:56 +0000 CET",
                "2006-01-02 MST|2026-01-05 GMT+3|2026-01-05 00:00:00 +0300 GMT+3",
                "3:04PM|12:15AM|0000-01-01 00:15:00 +0000 UTC",
                "3:04pm|1:15pm|0000-01-01 13:15:00 +0000 UTC",
                "Jan _2 06|jan  7 70|1970-01-07 00:00:00 +0000 UTC",
                "January 2 06|MARCH 7 68|2068-03-07 00:00:00 +0000 UTC",
                "2006-002|2024-366|2024-12-31 00:00:00 +0000 UTC",
                "15:04:05.999|12:34:56|0000-01-01 12:34:56 +0000 UTC",
                "15:04:05.000|12:34:56.500|0000-01-01 12:34:56.5 +0000 UTC",
                "2006-01-02  x|2026-01-05 x|2026-01-05 00:00:00 +0000 UTC"
            })
    void a_value_is_read_in_its_layout(String layout, String value, String printed) {
        GoTime time = GoTime.parse(layout, value, GoZone.LOCAL);
        assertThat(time).isNotNull().extracting(GoTime::print).isEqualTo(printed);
    }

    @ParameterizedTest
    @CsvSource({
        "2006-01-02, notadate",
        "2006-01-02, 2026-1-05",
        "2006-01-02, 2026-13-05",
        "2006-01-02, 2026-02-29",
        "2006-01-02, '2026-01-05 '",
        "2006-01-02, ''",
        "15:04, 24:00",
        "15:04:05.000, 12:34:56.5",
        "2006-002, 2025-366",
        "Mon, Xyz",
        "MST, ab",
        "-07:00, +0100",
        "2006-01-02x, 2026-01-05"
    })
    void what_does_not_fit_the_layout_is_no_time(String layout, String value) {
        assertThat(GoTime.parse(layout, value, GoZone.UTC)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "America/New_York, 2026-01-05, 2026-01-05 00:00:00 -0500 EST",
        "America/New_York, 2026-07-05, 2026-07-05 00:00:00 -0400 EDT",
        "Asia/Shanghai, 2026-01-05, 2026-01-05 00:00:00 +0800 CST",
        "Europe/Berlin, 2026-07-01, 2026-07-01 00:00:00 +0200 CEST",
        "Europe/Dublin, 2026-07-01, 2026-07-01 00:00:00 +0100 IST",
        "America/Sao_Paulo, 2026-07-01, 2026-07-01 00:00:00 -0300 -03",
        "Asia/Kathmandu, 2026-07-01, 2026-07-01 00:00:00 +0545 +0545",
        "Asia/Kolkata, 2026-07-01, 2026-07-01 00:00:00 +0530 IST",
        "EST, 2026-07-01, 2026-07-01 00:00:00 -0500 EST",
        "EST5EDT, 2026-07-01, 2026-07-01 00:00:00 -0400 EDT",
        "Etc/GMT+3, 2026-07-01, 2026-07-01 00:00:00 -0300 -03",
        "UTC, 2026-07-01, 2026-07-01 00:00:00 +0000 UTC"
    })
    void zones_have_their_offsets_and_abbreviations(String name, String day, String printed) {
        GoZone zone = GoZone.load(name);
        assertThat(zone).isNotNull();
        assertThat(GoTime.parse("2006-01-02", day, zone))
                .isNotNull()
                .extracting(GoTime::print)
                .isEqualTo(printed);
    }

    @Test
    void an_abbreviation_that_the_zone_uses_is_understood() {
        GoZone berlin = GoZone.load("Europe/Berlin");
        assertThat(berlin).isNotNull();
        assertThat(GoTime.parse("2006-01-02 15:04 MST", "2026-07-01 12:00 CEST", berlin))
                .isNotNull()
                .extracting(GoTime::seconds)
                .isEqualTo(1782900000L);
    }

    @Test
    void unknown_zones_are_not_found() {
        assertThat(GoZone.load("Nowhere/None")).isNull();
        assertThat(GoZone.load("utc2")).isNull();
        assertThat(GoZone.load("../etc/passwd")).isNull();
        assertThat(GoZone.load("")).isEqualTo(GoZone.UTC);
    }

    @Test
    void every_zone_of_the_table_can_be_loaded() {
        for (String name :
                new String[] {"MST", "HST", "EST", "CET", "Asia/Calcutta", "US/Pacific", "Etc/UCT", "GMT", "Zulu"}) {
            assertThat(GoZone.load(name)).as(name).isNotNull();
        }
    }

    @Test
    void days_and_dates_are_converted_both_ways() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long day = random.nextInt(4_000_000) - 2_000_000L;
            java.time.LocalDate expected = java.time.LocalDate.ofEpochDay(day);
            CivilDate date = CivilDate.ofEpochDay(day);
            assertThat(date)
                    .isEqualTo(new CivilDate(expected.getYear(), expected.getMonthValue(), expected.getDayOfMonth()));
            assertThat(date.dayOfYear()).isEqualTo(expected.getDayOfYear());
            assertThat(CivilDate.epochDay(date.year(), date.month(), date.day()))
                    .isEqualTo(day);
        }
    }

    @Test
    void no_instant_is_too_far_away_to_be_printed() {
        for (long seconds : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -62135596800L, 0}) {
            assertThat(GoTime.ofSeconds(seconds).print()).isNotEmpty();
            GoZone berlin = GoZone.load("Europe/Berlin");
            assertThat(berlin).isNotNull();
            assertThat(GoTime.ofSeconds(seconds).in(berlin).print()).isNotEmpty();
        }
        assertThat(GoTime.ZERO.print()).isEqualTo("0001-01-01 00:00:00 +0000 UTC");
    }
}
