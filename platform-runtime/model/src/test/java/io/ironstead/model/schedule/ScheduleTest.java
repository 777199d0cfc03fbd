package io.ironstead.model.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
    private static final ZoneId VIENNA = ZoneId.of("Europe/Vienna");

    private static String next(String schedule, String last, ZoneId zone) throws BadScheduleException {
        return LocalDateTime.ofInstant(
                        Schedule.parse(schedule)
                                .next(LocalDateTime.parse(last).atZone(zone).toInstant(), zone),
                        zone)
                .toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // 2026-11-23 is a Monday.
                "every 5 minutes                         | 2026-11-23T10:00:30 | 2026-11-23T10:05:30",
                "every 12 hours                          | 2026-11-23T10:00    | 2026-11-23T22:00",
                "every 1 hours                           | 2026-11-23T10:00    | 2026-11-23T11:00",
                "every 5 minutes from 10:00 to 14:00     | 2026-11-23T10:03    | 2026-11-23T10:05",
                "every 5 minutes from 10:00 to 14:00     | 2026-11-23T14:00    | 2026-11-24T10:00",
                "every 5 minutes from 10:00 to 14:00     | 2026-11-23T13:58    | 2026-11-23T14:00",
                "every 2 hours from 09:30 to 14:00       | 2026-11-23T13:30    | 2026-11-24T09:30",
                "every 45 mins from 23:00 to 01:00       | 2026-11-23T23:50    | 2026-11-24T00:30",
                "every 45 mins from 23:00 to 01:00       | 2026-11-24T00:30    | 2026-11-24T23:00",
                "every 5 minutes synchronized            | 2026-11-23T10:02    | 2026-11-23T10:05",
                "every 8 hours synchronized              | 2026-11-23T17:00    | 2026-11-24T00:00",
                "every 24 hours synchronized             | 2026-11-23T00:00    | 2026-11-24T00:00",
                "every day 00:00                         | 2026-11-23T00:00    | 2026-11-24T00:00",
                "every day 04:30                         | 2026-11-23T04:29    | 2026-11-23T04:30",
                "every monday 09:00                      | 2026-11-23T09:00    | 2026-11-30T09:00",
                "every mon,wed,fri 9:00                  | 2026-11-23T09:00    | 2026-11-25T09:00",
                "every wed of jan 01:00                  | 2026-11-23T09:00    | 2027-01-06T01:00",
                "1st monday of sep,oct,nov 17:00         | 2026-11-23T09:00    | 2027-09-06T17:00",
                "2nd,third mon,wed,thu of march 17:00    | 2026-11-23T09:00    | 2027-03-08T17:00",
                "2nd,third mon,wed,thu of march 17:00    | 2027-03-11T17:00    | 2027-03-15T17:00",
                "1st , third  monday of month 04:00      | 2026-11-23T09:00    | 2026-12-07T04:00",
                "1st,third monday of month 04:00         | 2026-12-07T04:00    | 2026-12-21T04:00",
                "5th friday of month 00:00               | 2026-11-23T09:00    | 2027-01-29T00:00",
                "1 of jan,april,july,oct 00:00           | 2026-11-23T09:00    | 2027-01-01T00:00",
                "1,15 of month 12:00                     | 2026-11-23T09:00    | 2026-12-01T12:00",
                "31 of month 12:00                       | 2026-11-23T09:00    | 2026-12-31T12:00",
                "29 of feb 12:00                         | 2026-11-23T09:00    | 2028-02-29T12:00",
                "fifth sunday of february 12:00          | 2026-11-23T09:00    | 2032-02-29T12:00",
                "first monday of quarter 06:00           | 2026-11-23T09:00    | 2027-01-04T06:00",
                "15 of third month of quarter 06:00      | 2026-11-23T09:00    | 2026-12-15T06:00",
                "Every Day 04:30                         | 2026-11-23T05:00    | 2026-11-24T04:30"
            })
    void knowsTheNextTime(String schedule, String last, String expected) throws BadScheduleException {
        assertThat(next(schedule, last, ZoneOffset.UTC)).as(schedule).isEqualTo(expected);
        assertThat(next(schedule, last, VIENNA)).as(schedule + " in Vienna").isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Clocks go from 02:00 to 03:00 on 2026-03-29, and from 03:00 to 02:00 on 2026-10-25.
                "every day 02:30           | 2026-03-28T01:30:00Z | 2026-03-29T01:30:00Z",
                "every day 02:30           | 2026-03-29T01:30:00Z | 2026-03-30T00:30:00Z",
                "every day 02:30           | 2026-10-24T00:30:00Z | 2026-10-25T00:30:00Z",
                "every day 02:30           | 2026-10-25T00:30:00Z | 2026-10-26T01:30:00Z",
                "every day 12:00           | 2026-03-28T11:00:00Z | 2026-03-29T10:00:00Z",
                "every 2 hours             | 2026-03-29T00:30:00Z | 2026-03-29T02:30:00Z",
                "every 2 hours synchronized| 2026-03-28T23:00:00Z | 2026-03-29T01:00:00Z",
                "every 2 hours synchronized| 2026-03-29T21:30:00Z | 2026-03-29T22:00:00Z",
                "every 30 mins from 02:00 to 03:00| 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z",
                "every 30 mins from 02:00 to 03:00| 2026-10-25T02:00:00Z | 2026-10-26T01:00:00Z"
            })
    void staysWithTheClocksOfItsZone(String schedule, String last, String expected) throws BadScheduleException {
        assertThat(Schedule.parse(schedule).next(Instant.parse(last), VIENNA))
                .as(schedule)
                .isEqualTo(expected);
    }

    @Test
    void aMidnightThatIsLeftOutIsMovedAndComesOnce() throws BadScheduleException {
        // Clocks in Beirut go from 00:00 to 01:00 on 2024-03-31.
        var beirut = ZoneId.of("Asia/Beirut");
        var schedule = Schedule.parse("every day 00:00");
        var first = schedule.next(Instant.parse("2024-03-30T12:00:00Z"), beirut);
        assertThat(first).isEqualTo("2024-03-30T22:00:00Z");
        assertThat(schedule.next(first, beirut)).isEqualTo("2024-03-31T21:00:00Z");
    }

    @Test
    void onlyAPlainIntervalCountsFromTheEndOfARun() throws BadScheduleException {
        assertThat(Schedule.parse("every 5 minutes").countsFromEnd()).isTrue();
        assertThat(Schedule.parse("every 5 minutes synchronized").countsFromEnd())
                .isFalse();
        assertThat(Schedule.parse("every day 10:00").countsFromEnd()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                | A schedule says when",
                "every                             | It ends where",
                "every day                         | It ends where a time",
                "every 0 minutes                   | \"0\" is not a number from 1",
                "every 5 seconds                   | \"seconds\" is not minutes or hours",
                "every 7 minutes synchronized      | divides a day evenly",
                "every 5 minutes from 10:00        | It ends where \"to\"",
                "every 5 minutes from 10:00 to 25:00 | \"25\" is not a number from 0 to 23",
                "every day 9:5                     | \"9:5\" is not a time",
                "every someday 09:00               | \"someday\" is not",
                "6th monday of month 09:00         | \"6th\" is not",
                "1 09:00                           | \"09:00\" is not \"of\"",
                "30 of feb 09:00                   | There is no such day",
                "32 of month 09:00                 | \"32\" is not a number from 1 to 31",
                "every day 09:00 please            | \"please\" is one word too many",
                "* * * * *                         | \"*\" is not"
            })
    void saysWhichWordIsWrong(String schedule, String message) {
        assertThatThrownBy(() -> Schedule.parse(schedule))
                .as(schedule)
                .isInstanceOf(BadScheduleException.class)
                .hasMessageContaining(message);
    }
}
