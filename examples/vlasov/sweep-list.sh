# Configurations, a line each: METHOD-HIDDEN-LATENT-STAGE1-STAGE2, the last two in units of 25,000 epochs, STAGE2 is 0 where
# there is one stage. Small budgets come first, so that larger ones go on from them.
#   sweep-list.sh            the 160 of table 2
#   sweep-list.sh libraries  linear against quadratic dynamics, one stage, figure B.11: 40
if [ "${1:-}" = libraries ]; then
  methods="linear quadratic"
  budgets=2-0
else
  methods="gplasdi mlasdi"
  budgets="1-0 2-0 3-0 4-0"
fi
for method in $methods; do
  widths="50 500 1000 500-50 1000-500-50"
  if [ $method = gplasdi ]; then widths="75 750 1500 750-75 1500-750-75"; fi
  if [ $method = mlasdi ]; then budgets="1-1 1-2 2-2 3-1"; fi
  for budget in $budgets; do
    for latent in 4 5 6 7; do
      for hidden in $widths; do echo "$method-$hidden-$latent-$budget"; done
    done
  done
done
