package dev.pawl.connectors.jdbc;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.engine.option.Options;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.util.Optional;

/**
 * What went wrong in a database, told by the state that SQL defines, or where a driver has none by SQLite's number.
 *
 * @param cause the most telling of the chain
 */
record SqlFailure(Kind kind, SQLException cause) {
    private static final String HIDDEN = "*********(redacted)";
    private static final int PASSWORD_LENGTH_MIN = 3;
    private static final int SQLITE_ERROR = 1;
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int SQLITE_CANTOPEN = 14;
    private static final int SQLITE_CONSTRAINT = 19;
    private static final int SQLITE_MISMATCH = 20;

    /** What the caller can do about it. */
    enum Kind {
        /** The transaction is rolled back; the same one may well succeed. */
        TRANSACTION_LOST,
        /** The connection is gone. */
        CONNECTION_LOST,
        /** A row breaks a constraint: a key that is there already, a null, a check. */
        CONSTRAINT_BROKEN,
        /** A value does not fit its column. */
        VALUE_UNFIT,
        /** The database does not take the statement: a name it does not know, a right the user does not have. */
        STATEMENT_REFUSED,
        OTHER
    }

    static SqlFailure of(SQLException e) {
        // Failures of statements that were sent together say what it was only in the next one.
        SQLException telling = e;
        while (telling.getNextException() != null && telling.getNextException().getSQLState() != null) {
            telling = telling.getNextException();
        }
        return new SqlFailure(kind(telling), telling);
    }

    private static Kind kind(SQLException e) {
        String state = e.getSQLState();
        if (state == null || state.length() != 5) {
            return kindWithoutState(e);
        }
        // PostgreSQL: a lock that was not to be had, a conflict with a standby, an administrator who stops the server.
        if (state.equals("55P03") || state.startsWith("40")) {
            return Kind.TRANSACTION_LOST;
        }
        if (state.startsWith("57P")) {
            return Kind.CONNECTION_LOST;
        }
        return switch (state.substring(0, 2)) {
            case "08" -> Kind.CONNECTION_LOST;
            case "22" -> Kind.VALUE_UNFIT;
            case "23" -> Kind.CONSTRAINT_BROKEN;
            case "42", "3F", "0A" -> Kind.STATEMENT_REFUSED;
            default -> byClass(e).orElse(Kind.OTHER);
        };
    }

    private static Kind kindWithoutState(SQLException e) {
        // Extended codes have the plain one in their lowest byte.
        Kind bySqlite =
                switch (e.getErrorCode() & 0xFF) {
                    case SQLITE_BUSY, SQLITE_LOCKED -> Kind.TRANSACTION_LOST;
                    case SQLITE_CANTOPEN -> Kind.CONNECTION_LOST;
                    case SQLITE_CONSTRAINT -> Kind.CONSTRAINT_BROKEN;
                    case SQLITE_MISMATCH -> Kind.VALUE_UNFIT;
                    case SQLITE_ERROR -> Kind.STATEMENT_REFUSED;
                    default -> Kind.OTHER;
                };
        boolean isSqlite = e.getClass().getName().startsWith("org.sqlite.");
        return isSqlite ? bySqlite : byClass(e).orElse(Kind.OTHER);
    }

    private static Optional<Kind> byClass(SQLException e) {
        if (e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException) {
            return Optional.of(Kind.CONNECTION_LOST);
        }
        if (e instanceof SQLIntegrityConstraintViolationException) {
            return Optional.of(Kind.CONSTRAINT_BROKEN);
        }
        return e instanceof SQLTransientException ? Optional.of(Kind.TRANSACTION_LOST) : Optional.empty();
    }

    /**
     * As an error of Pawl.
     *
     * @param otherwise its code where neither the rows nor the statement are to blame
     * @param doing what was being done, as the beginning of a sentence
     */
    PawlException reported(Options options, ErrorCode otherwise, String doing) {
        ErrorCode code =
                switch (kind) {
                    case CONSTRAINT_BROKEN, VALUE_UNFIT -> ErrorCode.JDBC_ROW_REFUSED;
                    case STATEMENT_REFUSED -> ErrorCode.JDBC_STATEMENT_REFUSED;
                    case TRANSACTION_LOST, CONNECTION_LOST, OTHER -> otherwise;
                };
        return new PawlException(code, doing + " failed: " + told(options), cause);
    }

    /** What the database says, in a line, without secrets. */
    String told(Options options) {
        String text = Secrets.withoutSecrets(String.valueOf(cause.getMessage()));
        String password = options.text("password", "");
        if (password.length() >= PASSWORD_LENGTH_MIN) {
            text = text.replace(password, HIDDEN);
        }
        String line = text.strip().replaceAll("\\s*[\r\n]+\\s*", " ");
        return line.endsWith(".") ? line : line + ".";
    }

    /** Without user, password and parameters. */
    static String shownUrl(String url) {
        int end = url.length();
        for (char separator : new char[] {'?', ';'}) {
            int at = url.indexOf(separator);
            end = at >= 0 && at < end ? at : end;
        }
        String place = url.substring(0, end);
        int user = place.lastIndexOf('@');
        if (user < 0) {
            return place;
        }
        int database = place.indexOf(':', "jdbc:".length());
        return place.substring(0, database + 1) + "//"
                + place.substring(user + 1).replaceFirst("^/+", "");
    }
}
