-- Wrong queries: both have to name the same condition.
SELECT nmae FROM STREAM things

SELECT i FROM STREAM nowhere

SELECT nofunction(i) FROM STREAM things

SELECT i FROM STREAM things WHERE (

SELECT upper(i, s) FROM STREAM things

SELECT i + ai FROM STREAM things

SELECT s.x FROM STREAM things

SELECT st.nothing FROM STREAM things

SELECT i FROM STREAM things WHERE s

SELECT i FROM STREAM things UNION ALL SELECT i, s FROM STREAM things

SELECT i FROM STREAM things UNION ALL SELECT ai FROM STREAM things

SELECT things.i, people.i FROM STREAM things JOIN people ON k = i

SELECT k FROM STREAM things JOIN people a ON id = a.k JOIN people b ON id = b.k

SELECT explode(i) FROM STREAM things

SELECT i, explode(ai) + 1 FROM STREAM things

SELECT i FROM STREAM things WHERE i IN (SELECT k, name FROM people)

SELECT (SELECT k, name FROM people) FROM STREAM things

SELECT (SELECT name FROM people WHERE k = id) FROM STREAM things

SELECT cast(dt AS int) FROM STREAM things

SELECT cast(i AS nonsense) FROM STREAM things

SELECT from_json(js, 'a NONSENSE') FROM STREAM things

SELECT from_json(js, s) FROM STREAM things

SELECT date_trunc(ts) FROM STREAM things

SELECT transform(ai, (x, y, z) -> x) FROM STREAM things

SELECT transform(i, x -> x) FROM STREAM things

SELECT CASE WHEN i THEN 1 END FROM STREAM things

SELECT i AS a, a.b FROM STREAM things

SELECT 'open FROM STREAM things

SELECT * EXCEPT (nothing) FROM STREAM things

SELECT i FROM STREAM things LATERAL VIEW explode(ai) t AS a, b

SELECT 1Y + 200Y, 12345678901 :: INT FROM STREAM one_row

SELECT date'2023-02-29' FROM STREAM one_row

SELECT interval '1' nonsense FROM STREAM one_row

WITH x AS (SELECT y FROM STREAM things) SELECT * FROM x

SELECT sum(i) OVER (PARTITION BY nothing) FROM STREAM things

SELECT decimal('1') + map(1, 2) FROM STREAM one_row

SELECT array(1, map(1, 2)) FROM STREAM one_row

SELECT if(1, 2, 3), coalesce() FROM STREAM one_row

SELECT (SELECT name FROM people) FROM STREAM one_row

SELECT element_at(m, 1) FROM STREAM things

SELECT struct(i, s).col3 FROM STREAM things

SELECT rand(i) FROM STREAM things

SELECT named_struct('a') FROM STREAM one_row

SELECT stack(0, 1) FROM STREAM one_row

SELECT inline(ai) FROM STREAM things

SELECT format_string('%d', s, i, 'x') FROM STREAM things WHERE s = 'ann'
