"""How complete, valid, fresh and unique what is known of customers is, by field and source."""
