-- Orders come in as JSON files, up to five minutes late. A product's ten minutes are in the table once nothing can be added to them.
CREATE TEMPORARY VIEW orders (order_id BIGINT, product STRING, amount DECIMAL(10, 2), event_time TIMESTAMP)
USING json
OPTIONS (path '${dir}/orders', maxFilesPerTrigger 2);

CREATE STREAMING TABLE revenue
USING delta
TBLPROPERTIES ('path' = '${dir}/revenue', 'trigger' = 'available-now')
AS SELECT window.start AS ten_minutes, product, count(*) AS orders, sum(amount) AS revenue
   FROM STREAM orders WATERMARK event_time DELAY OF INTERVAL 10 MINUTES
   WHERE amount > 0
   GROUP BY window(event_time, '10 minutes'), product;
