-- Ten numbers a batch, made up the same way in every run.
CREATE TEMPORARY VIEW numbers
USING `rate-micro-batch`
OPTIONS (rowsPerBatch 10, numPartitions 1);

CREATE STREAMING TABLE evens
USING console
AS SELECT value, hex(value * 1000) AS h, timestamp
   FROM STREAM numbers
   WHERE value % 4 = 0;
