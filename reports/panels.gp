# Small multiples: one line to a panel, all on the same axes.
load "style.gp"
set terminal @TERM
set output OUT
DATA = "{{name}}.csv"
Y(v) = {{y_place}}
set label 10 {{title}} at screen 0.03,0.955 left font FONT.":Bold,17" tc rgb INK
set label 11 {{subtitle}} at screen 0.03,0.895 left font FONT.",13" tc rgb MUTED
set label 13 {{subtitle_rest}} at screen 0.03,0.85 left font FONT.",13" tc rgb MUTED
set multiplot
{{x_scale}}
set xrange [{{x_range}}]
set yrange [{{y_range}}]
set xtics ({{x_tics}}) font FONT.",11"
set ytics ({{y_tics}}) font FONT.",11"
set grid ytics noxtics back lt 1 dt solid lc rgb GRIDC lw 1.2
set label 12 {{x_title}} at screen 0.5,0.03 center font FONT.",14" tc rgb MUTED
{{marks}}{{limits}}{{plot}}unset multiplot
set output
