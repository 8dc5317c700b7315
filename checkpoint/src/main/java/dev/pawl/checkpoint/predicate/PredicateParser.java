package dev.pawl.checkpoint.predicate;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.predicate.PredicateLexer.Kind;
import dev.pawl.checkpoint.predicate.PredicateLexer.Token;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Recursive descent over the tokens of a condition. */
final class PredicateParser {
    /** Deeper nesting is a mistake, and would overflow the stack. */
    private static final int DEPTH_MAX = 100;

    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "=", Comparison.EQUAL,
            "==", Comparison.EQUAL,
            "<>", Comparison.NOT_EQUAL,
            "!=", Comparison.NOT_EQUAL,
            "<", Comparison.LESS,
            "<=", Comparison.LESS_OR_EQUAL,
            ">", Comparison.GREATER,
            ">=", Comparison.GREATER_OR_EQUAL,
            "<=>", Comparison.NULL_SAFE_EQUAL);

    private final PredicateLexer lexer;
    private final List<Token> tokens;
    private final ValueOrder order;
    private int next;
    private int depth;

    PredicateParser(String text, ZoneId zone) {
        this.lexer = new PredicateLexer(text);
        this.tokens = lexer.tokens();
        this.order = new ValueOrder(zone);
    }

    Expression parse() {
        Expression expression = or();
        if (peek().kind() != Kind.END) {
            throw unexpected("the end");
        }
        return expression;
    }

    private Expression or() {
        Expression left = and();
        while (takeWord("OR")) {
            left = new Expression.Not(new Expression.And(new Expression.Not(left), new Expression.Not(and())));
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (takeWord("AND")) {
            left = new Expression.And(left, not());
        }
        return left;
    }

    private Expression not() {
        if (++depth > DEPTH_MAX) {
            throw lexer.problem(peek().position(), "the condition is nested more than " + DEPTH_MAX + " deep");
        }
        Expression expression;
        if (takeWord("NOT")) {
            expression = new Expression.Not(not());
        } else if (takeSymbol("(")) {
            expression = or();
            expectSymbol(")");
        } else {
            expression = comparison();
        }
        depth--;
        return expression;
    }

    private Expression comparison() {
        Operand left = operand();
        if (takeWord("IS")) {
            boolean negated = takeWord("NOT");
            expectWord("NULL");
            return negated(negated, new Expression.IsNull(left));
        }
        boolean negated = takeWord("NOT");
        if (takeWord("IN")) {
            return negated(negated, in(left));
        }
        if (takeWord("BETWEEN")) {
            Operand low = operand();
            expectWord("AND");
            Operand high = operand();
            return negated(
                    negated,
                    new Expression.And(
                            compare(Comparison.GREATER_OR_EQUAL, left, low),
                            compare(Comparison.LESS_OR_EQUAL, left, high)));
        }
        if (takeWord("LIKE")) {
            return negated(negated, new Expression.Like(left, pattern()));
        }
        if (negated) {
            throw unexpected("IN, BETWEEN or LIKE after NOT");
        }
        Comparison comparison = peek().kind() == Kind.SYMBOL ? COMPARISONS.get(peek().text()) : null;
        if (comparison == null) {
            return new Expression.Truth(left);
        }
        next++;
        return compare(comparison, left, operand());
    }

    private Expression in(Operand left) {
        expectSymbol("(");
        Expression none = new Expression.Not(compare(Comparison.EQUAL, left, operand()));
        while (takeSymbol(",")) {
            none = new Expression.And(none, new Expression.Not(compare(Comparison.EQUAL, left, operand())));
        }
        expectSymbol(")");
        return new Expression.Not(none);
    }

    private Expression compare(Comparison comparison, Operand left, Operand right) {
        return new Expression.Compare(comparison, left, right, order);
    }

    private static Expression negated(boolean negated, Expression expression) {
        return negated ? new Expression.Not(expression) : expression;
    }

    private Pattern pattern() {
        Token token = peek();
        if (token.kind() != Kind.TEXT) {
            throw unexpected("a pattern in quotes");
        }
        next++;
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < token.text().length(); i++) {
            char c = token.text().charAt(i);
            if (c == '\\' && i + 1 < token.text().length()) {
                regex.append(Pattern.quote(token.text().substring(++i, i + 1)));
            } else if (c == '%') {
                regex.append(".*");
            } else if (c == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private Operand operand() {
        Token token = peek();
        switch (token.kind()) {
            case TEXT -> {
                next++;
                return new Operand.Literal(token.text());
            }
            case NUMBER -> {
                next++;
                return new Operand.Literal(number(token));
            }
            case NAME, QUOTED_NAME -> {
                return nameOrConstant(token);
            }
            case SYMBOL, END -> throw unexpected("a column or a constant");
        }
        throw unexpected("a column or a constant");
    }

    private Object number(Token token) {
        try {
            return new BigDecimal(token.text());
        } catch (NumberFormatException e) {
            throw lexer.problem(token.position(), "'" + token.text() + "' is not a number");
        }
    }

    private Operand nameOrConstant(Token first) {
        next++;
        if (first.kind() == Kind.NAME) {
            switch (first.text().toUpperCase(Locale.ROOT)) {
                case "TRUE" -> {
                    return new Operand.Literal(true);
                }
                case "FALSE" -> {
                    return new Operand.Literal(false);
                }
                case "NULL" -> {
                    return new Operand.Literal(null);
                }
                case "TIMESTAMP", "DATE", "TIMESTAMP_NTZ" -> {
                    if (peek().kind() == Kind.TEXT) {
                        return new Operand.Literal(tokens.get(next++).text());
                    }
                }
                default -> {}
            }
        }
        List<String> names = new ArrayList<>();
        names.add(first.text());
        while (takeSymbol(".")) {
            Token name = peek();
            if (name.kind() != Kind.NAME && name.kind() != Kind.QUOTED_NAME) {
                throw unexpected("a field name");
            }
            next++;
            names.add(name.text());
        }
        return new Operand.Path(names);
    }

    private Token peek() {
        return tokens.get(next);
    }

    private boolean takeWord(String word) {
        boolean found = peek().kind() == Kind.NAME && peek().text().equalsIgnoreCase(word);
        if (found) {
            next++;
        }
        return found;
    }

    private boolean takeSymbol(String symbol) {
        boolean found = peek().kind() == Kind.SYMBOL && peek().text().equals(symbol);
        if (found) {
            next++;
        }
        return found;
    }

    private void expectWord(String word) {
        if (!takeWord(word)) {
            throw unexpected(word);
        }
    }

    private void expectSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw unexpected("'" + symbol + "'");
        }
    }

    private PawlException unexpected(String expected) {
        Token token = peek();
        String found = token.kind() == Kind.END ? "the end" : "'" + token.text() + "'";
        return lexer.problem(token.position(), "expected " + expected + ", found " + found);
    }
}
