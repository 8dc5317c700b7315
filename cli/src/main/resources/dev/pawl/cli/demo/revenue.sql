-- Orders come in as JSON files; the table has one row for each order that is worth something.
CREATE TEMPORARY VIEW orders (order_id BIGINT, product STRING, amount DECIMAL(10, 2), event_time TIMESTAMP)
USING json
OPTIONS (path '${dir}/orders', maxFilesPerTrigger 2);

CREATE STREAMING TABLE revenue
USING delta
TBLPROPERTIES ('path' = '${dir}/revenue', 'trigger' = 'available-now')
AS SELECT order_id, upper(product) AS product, amount, CAST(event_time AS DATE) AS day
   FROM STREAM orders
   WHERE amount > 0;
