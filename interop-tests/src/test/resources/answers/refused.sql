-- Spark answers these on tables; as streams they need state, or Pawl cannot do them yet. A wrong answer would be worse.
SELECT id, g.n FROM STREAM things JOIN (SELECT x COLLATE UTF8_LCASE AS x, count(*) AS n FROM VALUES ('a'), ('A'), ('b') AS v(x) GROUP BY x COLLATE UTF8_LCASE) g ON id < 1

SELECT count(*) > 0 AS x, one FROM STREAM one_row GROUP BY one

SELECT id, p.* FROM STREAM things JOIN people TABLESAMPLE (100 PERCENT) p ON id = p.k

SELECT DISTINCT(id) AS id FROM STREAM one_row JOIN VALUES (1) v(id) ON true

SELECT id, q.n FROM STREAM things JOIN LATERAL (SELECT count(*) AS n FROM people WHERE k = id) q

WITH r AS (SELECT k, rand() AS x FROM people) SELECT id, a.k FROM STREAM things JOIN r a ON id = a.k JOIN r b ON a.x = b.x

WITH RECURSIVE n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 5) SELECT id, v FROM STREAM things JOIN n ON id = v

SELECT id, g.* FROM STREAM things JOIN (SELECT session_window(since, '5 days') AS w, count(*) AS n FROM people GROUP BY session_window(since, '5 days')) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT name, amount FROM people ORDER BY amount DESC NULLS LAST, name LIMIT 4 OFFSET 2) g ON id < 1
