-- The second act: what the first one wrote is read.
CREATE TEMPORARY VIEW changes USING delta OPTIONS (path '${dir}/table');

CREATE TEMPORARY VIEW lines (id BIGINT, name STRING, amount DECIMAL(10, 2)) USING json OPTIONS (path '${dir}/files');

CREATE STREAMING TABLE shown USING noop
AS SELECT c.id, c.total, l.name
   FROM STREAM changes c JOIN lines l ON c.id = l.id AND l.amount > 1
   WHERE c.id % 2 = 0;
