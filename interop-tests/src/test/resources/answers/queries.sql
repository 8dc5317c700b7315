-- Whole queries without state, an empty line between them.
SELECT * FROM STREAM things

SELECT * EXCEPT (ai, m, st) FROM STREAM things WHERE i > 0

SELECT id, s FROM STREAM things WHERE i > 0 AND (s IS NULL OR s <> 'a')

SELECT id FROM STREAM things WHERE d > 0 OR isnan(d)

SELECT id, i + 1 AS j, j * 2 AS k, k - j AS diff FROM STREAM things WHERE i BETWEEN -1000 AND 1000

SELECT id, CASE WHEN i > 0 THEN 'p' WHEN i < 0 THEN 'n' ELSE 'z' END AS sign FROM STREAM things

SELECT x.id, x.u FROM (SELECT id, upper(s) AS u FROM STREAM things WHERE length(s) > 1) x WHERE x.u LIKE '%N%'

WITH pos AS (SELECT id, i FROM STREAM things WHERE i > 0), big AS (SELECT * FROM pos WHERE i > 10)
SELECT id, i FROM big

WITH a AS (SELECT id, s FROM STREAM things) SELECT * FROM a UNION ALL SELECT id + 100, upper(s) FROM a

SELECT id, by AS v FROM STREAM things UNION ALL SELECT id, i FROM STREAM things UNION ALL SELECT id, n2 FROM STREAM things

SELECT id, e FROM STREAM things LATERAL VIEW explode(ai) t AS e

SELECT id, e FROM STREAM things LATERAL VIEW OUTER explode(ai) t AS e

SELECT id, p, e FROM STREAM things LATERAL VIEW posexplode(ax) t AS p, e

SELECT id, key, value FROM STREAM things LATERAL VIEW explode(m) t

SELECT id, e.k, e.v FROM STREAM things LATERAL VIEW explode(ao) t AS e

SELECT id, k, v FROM STREAM things LATERAL VIEW inline(ao) t AS k, v

SELECT id, inline_outer(ao) FROM STREAM things

SELECT id, stack(2, sh, s, 7S, num) AS (n, t) FROM STREAM things

SELECT id, explode(ai) AS e FROM STREAM things WHERE size(ai) > 1

SELECT id, posexplode_outer(ai) FROM STREAM things

SELECT id, a, b FROM STREAM things LATERAL VIEW explode(ai) x AS a LATERAL VIEW explode(ax) y AS b

SELECT id, t.c0 FROM STREAM things LATERAL VIEW json_tuple(js, 'a') t

SELECT id, c0, c1 FROM STREAM things LATERAL VIEW json_tuple(js, 'a', 'b') t AS c0, c1

SELECT id, col FROM STREAM things, LATERAL explode(ai)

SELECT id, x FROM STREAM things, LATERAL (SELECT sh * 2L AS x)

SELECT id, v.pos, v.key, v.value FROM STREAM things, LATERAL variant_explode(try_parse_json(js)) v

SELECT id, name, city FROM STREAM things JOIN people ON id = k

SELECT id, name FROM STREAM things LEFT JOIN people ON id = k AND city = 'Rome'

SELECT id, name FROM people RIGHT JOIN STREAM things ON id = k

SELECT id, name FROM people JOIN STREAM things ON k = id AND amount > i

SELECT id FROM STREAM things LEFT SEMI JOIN people ON id = k

SELECT id, s FROM STREAM things LEFT ANTI JOIN people ON s = name

SELECT id FROM STREAM things WHERE id IN (SELECT k FROM people)

SELECT id FROM STREAM things WHERE id NOT IN (SELECT k FROM people)

SELECT id FROM STREAM things WHERE id NOT IN (SELECT k FROM people WHERE k IS NOT NULL)

SELECT id, s FROM STREAM things WHERE s NOT IN (SELECT name FROM nobody)

SELECT id FROM STREAM things WHERE EXISTS (SELECT 1 FROM people WHERE k = id AND city = 'Paris')

SELECT id FROM STREAM things WHERE NOT EXISTS (SELECT 1 FROM people WHERE k = id)

SELECT id FROM STREAM things WHERE EXISTS (SELECT 1 FROM nobody)

SELECT id, id IN (SELECT k FROM people) AS known, EXISTS (SELECT 1 FROM people WHERE name = s) AS named FROM STREAM things

SELECT id, id IN (SELECT k FROM people) OR i > 0 AS either FROM STREAM things

SELECT id, (SELECT max(amount) FROM people) AS most, (SELECT count(*) FROM nobody) AS none FROM STREAM things

SELECT id, (SELECT sum(amount) FROM people WHERE k = id) AS sum FROM STREAM things

SELECT id, (SELECT count(*) FROM people WHERE name = s) AS n FROM STREAM things

SELECT id, (SELECT name FROM nobody) AS nothing FROM STREAM things

SELECT id FROM STREAM things WHERE i > (SELECT avg(k) FROM people)

SELECT id, name FROM STREAM things JOIN people ON i > k AND s < name

SELECT id, name FROM STREAM things CROSS JOIN people WHERE id < 3

SELECT id, name FROM STREAM things, people WHERE id = k OR s = name

SELECT id, t.* FROM STREAM things JOIN (SELECT city, count(*) AS n, sum(amount) AS a, avg(amount) AS m, min(since) AS f FROM people GROUP BY city) t ON id < t.n

SELECT id, t.name FROM STREAM things JOIN (SELECT * FROM people WHERE k IS NOT NULL ORDER BY k DESC, name LIMIT 3) t ON id = t.k

SELECT id, t.city FROM STREAM things JOIN (SELECT DISTINCT city FROM people) t ON id < 2

SELECT id, t.c FROM STREAM things JOIN (SELECT count(DISTINCT city) AS c, count(DISTINCT name) AS d FROM people) t ON true WHERE id < 5

SELECT id, t.* FROM STREAM things JOIN (SELECT city, collect_list(k) AS ks, first(name) AS n FROM people GROUP BY city HAVING count(*) > 1) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT a.name, b.city FROM people a JOIN people b ON a.k = b.k) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT a.k, b.name FROM people a LEFT JOIN people b ON a.k = b.k + 1) t ON id = t.k

SELECT id, t.* FROM STREAM things JOIN (SELECT a.k AS x, b.k AS y FROM people a FULL OUTER JOIN (SELECT k + 3 AS k FROM people) b ON a.k = b.k) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT k FROM people INTERSECT SELECT k - 1 FROM people) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT k FROM people EXCEPT SELECT k - 1 FROM people) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT k FROM people EXCEPT ALL SELECT k - 1 FROM people) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT city FROM people INTERSECT ALL SELECT city FROM people WHERE k > 2) t ON id < 2

SELECT id, t.* FROM STREAM things JOIN (SELECT name FROM people UNION SELECT city FROM people) t ON id < 2

SELECT things.id, r.id AS n FROM STREAM things JOIN range(3, 9, 2) r ON things.id = r.id

SELECT id, v.a, v.b FROM STREAM things JOIN VALUES (1, 'x'), (2, NULL), (NULL, 'z') AS v(a, b) ON id = v.a

SELECT id, v.a FROM STREAM things LEFT JOIN VALUES (0.0), (double('NaN')), (-0.0D) AS v(a) ON d = v.a

SELECT id, g.* FROM STREAM things JOIN (SELECT x, count(*) AS n FROM VALUES (0.0D), (-0.0D), (double('NaN')), (double('NaN')) AS v(x) GROUP BY x) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT DISTINCT x FROM VALUES (0.0D), (-0.0D), (float('NaN')) AS v(x)) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT city, name, count(*) AS n, grouping_id() AS g FROM people GROUP BY ROLLUP (city, name)) g ON id < 1

SELECT id, p.name FROM STREAM things JOIN people p ON s = p.name COLLATE UTF8_LCASE

SELECT id, g.* FROM STREAM things JOIN (SELECT city, percentile(k, 0.5) AS p, stddev(k) AS s, max_by(name, amount) AS b, approx_count_distinct(name) AS a FROM people GROUP BY city) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT * FROM (SELECT city, k FROM people) PIVOT (count(k) FOR city IN ('Rome' AS rome, 'Paris' AS paris))) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT * FROM people UNPIVOT (v FOR c IN (name, city))) g ON id = g.k

SELECT id, what, v FROM STREAM things UNPIVOT (v FOR what IN (s, num))

SELECT id, g.* FROM STREAM things LEFT JOIN (SELECT city, sum(amount) FILTER (WHERE k > 1) AS f, count(DISTINCT name) FILTER (WHERE k > 0) AS c FROM people GROUP BY ALL) g ON id < 1

SELECT /*+ BROADCAST(people) */ id, name FROM STREAM things JOIN people ON id = k

SELECT /*+ REPARTITION(3) */ id FROM STREAM things

SELECT id, p.a, p.b, p.c FROM (SELECT id, from_json(js, 'a DOUBLE, b STRING, c ARRAY<INT>') AS p FROM STREAM things) WHERE p IS NOT NULL

SELECT id, p.a, p.b, p.c FROM (SELECT id, from_json(js, 'a BIGINT, b STRING, c STRUCT<x: INT, y: TIMESTAMP>') AS p FROM STREAM things) WHERE p.a > 0 OR p.b <> 'x' OR p.c.x IS NULL

SELECT id, p FROM (SELECT id, from_json(js, 'a DECIMAL(6,2), b DATE, d BOOLEAN') AS p FROM STREAM things) WHERE id > 0 AND p.a IS NOT NULL

SELECT id, from_json(js, 'a INT').a AS i, from_json(js, 'a STRING, b STRING').a AS s, from_json(js, 'b STRING, a INT') AS whole FROM STREAM things WHERE from_json(js, 'b STRING').b IS NOT NULL OR id % 2 = 0

SELECT id, p.a AS x FROM (SELECT id, from_json(js, 'a DOUBLE, b STRING') AS p FROM STREAM things) WHERE p.b = 'x' UNION ALL SELECT id, from_json(js, 'a DOUBLE').a FROM STREAM things WHERE from_json(js, 'a DOUBLE').a > 1

SELECT id, CASE WHEN id > 2 THEN from_json(js, 'a TINYINT').a ELSE -1 END AS a, from_json(js, '_corrupt_record STRING, a TINYINT') AS c FROM STREAM things

SELECT id, e FROM (SELECT id, from_json(js, 'a STRING, b STRING') AS p FROM STREAM things) LATERAL VIEW explode(array(p.a, p.b)) t AS e WHERE p.a IS NOT NULL

SELECT id, get_json_object(to_json(struct(i, s, st)), '$.st.b') AS b FROM STREAM things

SELECT id, c.* FROM (SELECT id, from_csv(csv, 'a INT, b STRING, c DOUBLE') AS c FROM STREAM things)

SELECT id, v:a AS a, v:c[0]::int AS c FROM (SELECT id, try_parse_json(js) AS v FROM STREAM things)

SELECT id, current_timestamp() = now() AS a, current_date() = to_date(now()) AS b FROM STREAM things

SELECT date_trunc('DAY', ts) AS day, hour(ts) AS h, date_format(ts, 'VV') AS zone FROM STREAM things

SELECT id, window(ts, '1 hour', '30 minutes') AS w, ts FROM STREAM things

SELECT id, w.start, w.end FROM (SELECT id, window(tn, '1 day') AS w FROM STREAM things)

SELECT things.*, named_struct('id', id, 'all', struct(things.*)) AS row FROM STREAM things WHERE id = 5

SELECT t.id FROM STREAM things AS t WHERE t.i IS NOT NULL AND t.i NOT BETWEEN 0 AND 5

SELECT id, i, sum FROM (SELECT id, i, i + by AS sum FROM STREAM things WHERE i BETWEEN -100 AND 100) WHERE sum % 2 = 0

FROM STREAM things |> WHERE i > 0 |> SELECT id, i |> EXTEND i * 0 AS zero

FROM STREAM things |> SET s = upper(s) |> SELECT id, s

SELECT id FROM STREAM things WHERE false

SELECT id, NULL AS nothing, array() AS empty FROM STREAM things

SELECT id, s AS `a b`, i AS `x.y` FROM STREAM things

SELECT id, q.name FROM STREAM things JOIN (SELECT k, name FROM people WHERE k IN (SELECT k + 1 FROM people)) q ON id = q.k

SELECT id FROM STREAM things WHERE (id, s) IN (SELECT k, name FROM people)

SELECT id, r FROM (SELECT id, rand() AS r FROM STREAM things) WHERE r < 0

SELECT id, rand() < 2 AS r FROM STREAM things WHERE rand() >= 0

SELECT a.id, b.name, c.name AS other FROM STREAM things a JOIN people b ON a.id = b.k LEFT JOIN people c ON b.k = c.k + 1

SELECT id, p FROM STREAM things JOIN (SELECT explode(sequence(1, 3)) AS p) ON id = p

SELECT id, (SELECT max(k) FROM people WHERE city = (SELECT min(city) FROM people)) AS m FROM STREAM things

SELECT id, i FROM STREAM things WHERE CASE WHEN i = 0 THEN false ELSE 10 / i > 1 END

SELECT transform(ai, x -> x + id) AS t, filter(ao, o -> o.k > 1) AS f FROM STREAM things

SELECT id, IDENTIFIER('s') AS x FROM STREAM things

SELECT id, try_cast(num AS int) AS n, s FROM STREAM things WHERE try_cast(num AS int) IS NOT NULL

SELECT id, g.* FROM STREAM things JOIN (SELECT mode(city) AS m, listagg(name, ',') WITHIN GROUP (ORDER BY name) AS l, array_agg(DISTINCT city) AS a, any_value(1) AS v FROM people) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT window(since, '30 days', '10 days') AS w, count(*) AS n FROM people GROUP BY 1) g ON id < 1

SELECT i FROM STREAM things WHERE

SELECT explode(ai), explode(ax) FROM STREAM things

SELECT id, g.* FROM STREAM things JOIN (SELECT city, k, row_number() OVER (PARTITION BY city ORDER BY k, name, amount) AS r FROM people) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT city, sum(amount) OVER (PARTITION BY city) AS total FROM people) g ON id < 1

SELECT id, g.* FROM STREAM things JOIN (SELECT city, k, name, rank() OVER w AS r, dense_rank() OVER w AS d, percent_rank() OVER w AS p, cume_dist() OVER w AS c FROM people WINDOW w AS (PARTITION BY city ORDER BY k)) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT *, ntile(4) OVER w AS q, lag(amount) OVER w AS a, lead(name, 2, 'none') OVER w AS b, lag(name, 1) IGNORE NULLS OVER w AS c, lead(amount, 2) IGNORE NULLS OVER w AS d, lag(k, 0) OVER w AS e FROM people WINDOW w AS (PARTITION BY city ORDER BY k, name, amount, since)) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT *, first_value(name) OVER w AS f, last_value(amount) OVER w AS l, nth_value(k, 2) OVER w AS n, first(name, true) OVER w AS fn, nth_value(amount, 3) IGNORE NULLS OVER w AS nn FROM people WINDOW w AS (PARTITION BY city ORDER BY k, name, amount, since)) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT *, sum(amount) OVER w AS s, avg(k) OVER w AS a, count(name) OVER w AS c, min(since) OVER w AS lo, max(name) OVER w AS hi, collect_list(k) OVER w AS l FROM people WINDOW w AS (PARTITION BY city ORDER BY k, name, amount, since ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT *, sum(k) OVER (PARTITION BY city ORDER BY k, name, amount, since ROWS BETWEEN 3 PRECEDING AND 2 PRECEDING) AS a, count(*) OVER (PARTITION BY city ORDER BY k, name, amount, since ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS b, sum(amount) OVER (PARTITION BY city) AS c FROM people) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT *, sum(k) OVER (ORDER BY k RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) AS a, count(*) OVER (ORDER BY k DESC RANGE BETWEEN 2 PRECEDING AND 1 PRECEDING) AS b, count(*) OVER (ORDER BY k NULLS LAST RANGE BETWEEN 1 FOLLOWING AND 3 FOLLOWING) AS c, count(*) OVER (ORDER BY k) AS d FROM people) g ON id < 2

SELECT id, g.* FROM STREAM things JOIN (SELECT *, count(*) OVER (ORDER BY since RANGE BETWEEN 30 PRECEDING AND 30 FOLLOWING) AS a, sum(amount) OVER (PARTITION BY k ORDER BY CAST(since AS TIMESTAMP) RANGE BETWEEN INTERVAL 100 DAYS PRECEDING AND CURRENT ROW) AS b, count(*) OVER (ORDER BY amount RANGE BETWEEN 100.00 PRECEDING AND CURRENT ROW) AS c FROM people) g ON id < 2

SELECT t.id, p.name, p.amount FROM STREAM things t LEFT JOIN (SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY since DESC NULLS LAST, name, city, amount) AS r FROM people) WHERE r = 1) p ON t.id = p.k

SELECT id, g.* FROM STREAM things JOIN (SELECT city, sum(amount) AS total, rank() OVER (ORDER BY sum(amount) DESC) AS r, sum(sum(amount)) OVER () AS overall FROM people GROUP BY city) g ON id < 2

SELECT id FROM STREAM things WHERE id < 10 LIMIT 100
