-- What the launcher runs once, to learn which classes pipelines need. Written to ${dir}.
CREATE TEMPORARY VIEW numbers USING `rate-micro-batch` OPTIONS (rowsPerBatch 1000, numPartitions 2);

CREATE TEMPORARY VIEW parsed AS
SELECT d.*, timestamp
FROM (SELECT from_json(json, 'id BIGINT, name STRING, amount DOUBLE') AS d, timestamp
      FROM (SELECT concat('{"id":', value, ',"name":"n', value % 7, '","amount":1.5}') AS json, timestamp
            FROM STREAM numbers));

CREATE STREAMING TABLE table USING delta LOCATION '${dir}/table'
AS SELECT id, upper(name) AS name, round(amount * 2, 1) AS total, date_format(timestamp, 'yyyy-MM-dd') AS day,
          CAST(id AS INT) AS small, amount, timestamp, amount > 2 AS big, CAST(timestamp AS DATE) AS date
   FROM STREAM parsed
   WHERE amount > 1 AND name IS NOT NULL;

CREATE STREAMING TABLE files USING json LOCATION '${dir}/files'
AS SELECT id, name, CAST(amount AS DECIMAL(10, 2)) AS amount FROM STREAM parsed;

CREATE STREAMING TABLE windows USING delta LOCATION '${dir}/windows'
AS SELECT window.start AS start, name, count(*) AS n, sum(CAST(amount AS DECIMAL(10, 2))) AS total
   FROM STREAM parsed WATERMARK timestamp DELAY OF INTERVAL 1 SECOND
   GROUP BY window(timestamp, '1 second'), name;
