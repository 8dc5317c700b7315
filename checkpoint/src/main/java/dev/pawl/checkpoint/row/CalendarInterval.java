package dev.pawl.checkpoint.row;

/** A span of calendar time; its three parts have no fixed relation to each other. */
public record CalendarInterval(int months, int days, long micros) {}
