-- The third act ends early: nobody is there to answer.
CREATE TEMPORARY VIEW silence USING kafka
OPTIONS (kafka.bootstrap.servers '127.0.0.1:1', subscribe 'silence',
         kafka.default.api.timeout.ms '200', kafka.request.timeout.ms '100');

CREATE STREAMING TABLE heard USING noop TBLPROPERTIES ('checkpointLocation' = '${dir}/heard')
AS SELECT CAST(key AS STRING) AS k, CAST(value AS STRING) AS v, offset, timestamp FROM STREAM silence;
