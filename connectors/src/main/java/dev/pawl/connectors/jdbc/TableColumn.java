package dev.pawl.connectors.jdbc;

import java.sql.Types;

/**
 * A column of a table that is written.
 *
 * @param name as the database spells it
 * @param jdbcType of {@link Types}
 * @param typeName the database's name of the type
 */
record TableColumn(String name, int jdbcType, String typeName) {
    /** Of a type that only this database has, such as {@code uuid}: it takes texts if anything. */
    boolean isOfOwnKind() {
        return jdbcType == Types.OTHER || jdbcType == Types.SQLXML;
    }
}
