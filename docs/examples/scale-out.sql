-- Ten numbers a batch, even and odd ones counted: whichever engine runs a batch, the next one goes on from it.
CREATE TEMPORARY VIEW numbers
USING `rate-micro-batch`
OPTIONS (rowsPerBatch 10, numPartitions 1);

CREATE STREAMING TABLE counts
USING delta
TBLPROPERTIES ('path' = '${dir}/counts', 'outputMode' = 'complete')
AS SELECT value % 2 = 0 AS even, count(*) AS numbers
   FROM STREAM numbers
   GROUP BY value % 2 = 0;
